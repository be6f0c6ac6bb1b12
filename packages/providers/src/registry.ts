import type { Provider } from './contract/index.ts';
import { ippopay } from './ippopay/index.ts';
import { paymentkit } from './paymentkit/index.ts';
import { paypal } from './paypal/index.ts';
import { paystack } from './paystack/index.ts';
import { razorpay } from './razorpay/index.ts';
import { square } from './square/index.ts';
import { standard } from './standard/index.ts';
import { stripe } from './stripe/index.ts';

/** All providers of Payspool. A new one is a folder and a line here. */
export const providers = [
  stripe,
  paypal,
  paymentkit,
  razorpay,
  ippopay,
  standard,
  square,
  paystack,
] as readonly Provider[];

export const findProvider = (slug: string): Provider | undefined =>
  providers.find((provider) => provider.slug === slug);
