import { personal as adyen } from '../adyen/personal.ts';
import { personal as apple } from '../apple/personal.ts';
import { personal as cashfree } from '../cashfree/personal.ts';
import { personal as checkoutcom } from '../checkoutcom/personal.ts';
import { personal as creem } from '../creem/personal.ts';
import { personal as dodo } from '../dodo/personal.ts';
import { personal as gocardless } from '../gocardless/personal.ts';
import { personal as ippopay } from '../ippopay/personal.ts';
import { personal as lemonsqueezy } from '../lemonsqueezy/personal.ts';
import { personal as mollie } from '../mollie/personal.ts';
import { personal as paddle } from '../paddle/personal.ts';
import { personal as paymentkit } from '../paymentkit/personal.ts';
import { personal as paypal } from '../paypal/personal.ts';
import { personal as paystack } from '../paystack/personal.ts';
import { personal as polar } from '../polar/personal.ts';
import { personal as razorpay } from '../razorpay/personal.ts';
import { personal as shopify } from '../shopify/personal.ts';
import { personal as square } from '../square/personal.ts';
import { personal as standard } from '../standard/personal.ts';
import { personal as stripe } from '../stripe/personal.ts';
import type { PersonalPolicy } from './policy.ts';

/** The policy of every provider. A new one is a file in its folder and a line here. */
const POLICIES = {
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
} as const satisfies Readonly<Record<string, PersonalPolicy>>;

/** The policy of a provider by its slug; `undefined` if there is no such provider. */
export const policyOf = (provider: string): PersonalPolicy | undefined =>
  new Map<string, PersonalPolicy>(Object.entries(POLICIES)).get(provider);
