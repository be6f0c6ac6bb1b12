import type { Lifecycle } from '../lifecycle.ts';
import { CHECKOUTCOM } from './checkoutcom.ts';
import { CHECKOUTCOM_RETURNS } from './checkoutcom-returns.ts';
import { DODO } from './dodo.ts';
import { DODO_SUBSCRIPTIONS } from './dodo-subscriptions.ts';
import { CASHFREE } from './cashfree.ts';
import { CASHFREE_SUBSCRIPTIONS } from './cashfree-subscriptions.ts';
import { CREEM } from './creem.ts';
import { GOCARDLESS } from './gocardless.ts';
import { GOCARDLESS_SERIES } from './gocardless-series.ts';
import { ADYEN } from './adyen.ts';
import { APPLE } from './apple.ts';
import { APPLE_SUBSCRIPTIONS } from './apple-subscriptions.ts';
import { IPPOPAY } from './ippopay.ts';
import { LEMONSQUEEZY } from './lemonsqueezy.ts';
import { MOLLIE } from './mollie.ts';
import { MOLLIE_SUBSCRIPTIONS } from './mollie-subscriptions.ts';
import { PADDLE } from './paddle.ts';
import { PADDLE_SUBSCRIPTIONS } from './paddle-subscriptions.ts';
import { PAYMENTKIT } from './paymentkit.ts';
import { PAYMENTKIT_ORDERS } from './paymentkit-orders.ts';
import { PAYMENTKIT_PERIODS } from './paymentkit-periods.ts';
import { PAYPAL } from './paypal.ts';
import { POLAR } from './polar.ts';
import { POLAR_SUBSCRIPTIONS } from './polar-subscriptions.ts';
import { PAYSTACK } from './paystack.ts';
import { PAYSTACK_SUBSCRIPTIONS } from './paystack-subscriptions.ts';
import { RAZORPAY } from './razorpay.ts';
import { RAZORPAY_LINKS } from './razorpay-links.ts';
import { RAZORPAY_MANDATES } from './razorpay-mandates.ts';
import { RAZORPAY_PURCHASES } from './razorpay-purchases.ts';
import { RAZORPAY_STARTS } from './razorpay-starts.ts';
import { RAZORPAY_SUBSCRIPTIONS } from './razorpay-subscriptions.ts';
import { SHOPIFY } from './shopify.ts';
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
  gocardless: [...GOCARDLESS, ...GOCARDLESS_SERIES],
  standard: STANDARD,
  dodo: [...DODO, ...DODO_SUBSCRIPTIONS],
  checkoutcom: [...CHECKOUTCOM, ...CHECKOUTCOM_RETURNS],
  shopify: SHOPIFY,
  cashfree: [...CASHFREE, ...CASHFREE_SUBSCRIPTIONS],
  lemonsqueezy: LEMONSQUEEZY,
  creem: CREEM,
  mollie: [...MOLLIE, ...MOLLIE_SUBSCRIPTIONS],
  paddle: [...PADDLE, ...PADDLE_SUBSCRIPTIONS],
  polar: [...POLAR, ...POLAR_SUBSCRIPTIONS],
  adyen: ADYEN,
  apple: [...APPLE, ...APPLE_SUBSCRIPTIONS],
  paystack: [...PAYSTACK, ...PAYSTACK_SUBSCRIPTIONS],
  square: [...SQUARE, ...SQUARE_SUBSCRIPTIONS],
};
