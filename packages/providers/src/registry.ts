import { adyen } from './adyen/index.ts';
import { apple } from './apple/index.ts';
import { cashfree } from './cashfree/index.ts';
import { checkoutcom } from './checkoutcom/index.ts';
import { creem } from './creem/index.ts';
import { dodo } from './dodo/index.ts';
import { gocardless } from './gocardless/index.ts';
import { ippopay } from './ippopay/index.ts';
import { lemonsqueezy } from './lemonsqueezy/index.ts';
import { mollie } from './mollie/index.ts';
import { paddle } from './paddle/index.ts';
import { paymentkit } from './paymentkit/index.ts';
import { paypal } from './paypal/index.ts';
import { paystack } from './paystack/index.ts';
import { polar } from './polar/index.ts';
import { razorpay } from './razorpay/index.ts';
import { shopify } from './shopify/index.ts';
import { square } from './square/index.ts';
import { standard } from './standard/index.ts';
import { stripe } from './stripe/index.ts';
import type { Provider } from './contract/index.ts';

/** All providers of Payspool. A new one is a folder, a line here, and a line in `personal/policies.ts`. */
export const providers = [
  stripe,
  paypal,
  paymentkit,
  razorpay,
  ippopay,
  paddle,
  lemonsqueezy,
  polar,
  dodo,
  creem,
  square,
  paystack,
  mollie,
  shopify,
  cashfree,
  checkoutcom,
  gocardless,
  adyen,
  apple,
  standard,
] as readonly Provider[];

export const findProvider = (slug: string): Provider | undefined =>
  providers.find((provider) => provider.slug === slug);
