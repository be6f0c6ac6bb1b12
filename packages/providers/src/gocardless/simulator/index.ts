import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import type { Simulator } from '../../simulator/contract.ts';
import { gocardlessScheme } from '../index.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios/purchases.ts';
import { simulatedAnswer } from './simulated-api.ts';

// An example deployment cannot reach the simulated API, so there are no demo credentials.
const { createDemoCredentials: _, ...signing } = hmacSimulator({
  slug: 'gocardless',
  scheme: gocardlessScheme,
  settings: { accessToken: 'sandbox_simulated-token' },
  headers: () => ({ 'user-agent': 'gocardless-webhook-service/1.1', origin: 'https://api.gocardless.com' }),
  scenarios: {
    checkout,
    refund,
    'failed-then-paid': failedThenPaid,
    subscription,
    renewal,
    cancellation,
    dispute,
  },
});

/** Sends signed events. Their amounts are asked of the simulated API; `GOCARDLESS_API_URL` must be its address. */
export const simulator: Simulator = {
  ...signing,
  api: { variable: 'GOCARDLESS_API_URL', answer: simulatedAnswer },
};
