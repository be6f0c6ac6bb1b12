import { createHash } from 'node:crypto';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { POLAR_SCHEME } from '../index.ts';
import { checkout, failedThenPaid, refund } from './scenarios/purchases.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';

/** Polar sends no event of a dispute. */
export const simulator = hmacSimulator({
  slug: 'polar',
  scheme: POLAR_SCHEME,
  secretOf: (text) => `whsec_${text}`,
  headers: () => ({ 'user-agent': 'polar.sh webhooks' }),
  idOf: (body) => eventId(body),
  scenarios: {
    checkout,
    refund,
    'failed-then-paid': failedThenPaid,
    subscription,
    renewal,
    cancellation,
  },
});

/** A UUID that is the same at every attempt at one event, like the id of Polar's stored event. */
function eventId(body: Buffer): string {
  const digest = createHash('sha256').update(body).digest('hex');
  return [8, 12, 16, 20, 32].map((end, at, ends) => digest.slice(ends[at - 1] ?? 0, end)).join('-');
}
