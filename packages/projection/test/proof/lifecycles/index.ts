import type { Lifecycle } from '../lifecycle.ts';
import { IPPOPAY } from './ippopay.ts';
import { PAYMENTKIT } from './paymentkit.ts';
import { PAYMENTKIT_ORDERS } from './paymentkit-orders.ts';
import { PAYMENTKIT_PERIODS } from './paymentkit-periods.ts';
import { PAYPAL } from './paypal.ts';
import { PAYSTACK } from './paystack.ts';
import { PAYSTACK_SUBSCRIPTIONS } from './paystack-subscriptions.ts';
import { RAZORPAY } from './razorpay.ts';
import { RAZORPAY_LINKS } from './razorpay-links.ts';
import { RAZORPAY_MANDATES } from './razorpay-mandates.ts';
import { RAZORPAY_PURCHASES } from './razorpay-purchases.ts';
import { RAZORPAY_STARTS } from './razorpay-starts.ts';
import { RAZORPAY_SUBSCRIPTIONS } from './razorpay-subscriptions.ts';
import { SQUARE } from './square.ts';
import { SQUARE_SUBSCRIPTIONS } from './square-subscriptions.ts';
import { STANDARD } from './standard.ts';
import { STRIPE } from './stripe.ts';

/** By the provider's slug. */
export const LIFECYCLES: Readonly<Record<string, readonly Lifecycle[]>> = {
  stripe: STRIPE,
  paypal: PAYPAL,
  paymentkit: [...PAYMENTKIT, ...PAYMENTKIT_ORDERS, ...PAYMENTKIT_PERIODS],
  razorpay: [
    ...RAZORPAY,
    ...RAZORPAY_LINKS,
    ...RAZORPAY_PURCHASES,
    ...RAZORPAY_SUBSCRIPTIONS,
    ...RAZORPAY_STARTS,
    ...RAZORPAY_MANDATES,
  ],
  ippopay: IPPOPAY,
  standard: STANDARD,
  paystack: [...PAYSTACK, ...PAYSTACK_SUBSCRIPTIONS],
  square: [...SQUARE, ...SQUARE_SUBSCRIPTIONS],
};
