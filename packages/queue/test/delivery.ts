import type { DeliveryJob } from '../src/index.ts';

/** A delivery whose body is not valid text. */
export const delivery = (overrides: Partial<DeliveryJob> = {}): DeliveryJob => ({
  provider: 'stripe',
  account: 'default',
  mode: 'test',
  eventKey: 'evt_1',
  type: 'payment_intent.succeeded',
  receivedAt: new Date('2026-01-31T12:00:00.000Z'),
  signedAt: new Date('2026-01-31T11:59:59.000Z'),
  kind: 'event',
  headers: { 'stripe-signature': 't=1,v1=ab' },
  body: Buffer.from([0x7b, 0x00, 0xff, 0x7d]),
  ...overrides,
});
