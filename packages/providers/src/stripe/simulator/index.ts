import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { canceled, renewed, subscribed } from './scenarios/subscriptions.ts';
import { checkout, disputed, failedThenPaid, refunded } from './scenarios/purchases.ts';
import { stripeScheme } from '../verify.ts';

/** Simulates Stripe: test-mode events with signatures like Stripe's. */
export const simulator = hmacSimulator({
  slug: 'stripe',
  scheme: stripeScheme,
  secretOf: (text) => `whsec_${text}`,
  headers: () => ({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  }),
  scenarios: {
    checkout,
    refund: refunded,
    'failed-then-paid': failedThenPaid,
    subscription: subscribed,
    renewal: renewed,
    cancellation: canceled,
    dispute: disputed,
  },
});
