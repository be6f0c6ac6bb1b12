import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { lemonSqueezyScheme } from '../index.ts';
import { cancellation, checkout, failedThenPaid, refund, renewal, subscription } from './scenarios.ts';

export const simulator = hmacSimulator({
  slug: 'lemonsqueezy',
  scheme: lemonSqueezyScheme,
  // A secret has at most 40 characters.
  secretOf: (text) => text.slice(0, 40),
  // The mark of a demo secret must stay whole.
  demoSecretOf: (mark) => mark,
  headers: (body) => ({ 'x-event-name': nameIn(body) }),
  scenarios: {
    checkout,
    refund,
    'failed-then-paid': failedThenPaid,
    subscription,
    renewal,
    cancellation,
  },
});

/** The unsigned copy of the event's name. */
const nameIn = (body: Buffer): string =>
  /"event_name":\s*"([a-z_]+)"/.exec(body.toString('latin1'))?.[1] ?? 'unknown';
