import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { canceled, renewed, subscribed } from './scenarios/subscriptions.ts';
import { checkout, disputed, failedThenPaid, refunded } from './scenarios/purchases.ts';
import { stripeScheme } from '../verify.ts';
import { createFakeApi, FAKE_API_KEY } from './fake-api.ts';
import type { Simulator } from '../../simulator/contract.ts';

/** Simulates Stripe: test-mode events with signatures like Stripe's. */
export const simulator: Simulator = {
  ...hmacSimulator({
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
  }),
  createReading: ({ now }) => {
    const api = createFakeApi({ now });
    return {
      api,
      env: (url) => ({ STRIPE_API_KEY: FAKE_API_KEY, STRIPE_API_URL: url }),
      add: (deliveries) => api.account.withDeliveries(deliveries),
    };
  },
};
