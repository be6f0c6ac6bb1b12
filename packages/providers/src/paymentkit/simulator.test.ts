import type { CanonicalEvent } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../contract/index.ts';
import { paymentkit } from './index.ts';
import { simulator } from './simulator.ts';

const context = { uid: 'abc123def456', startsAt: new Date('2026-03-02T09:30:00.400Z') };
const now = new Date('2026-03-02T10:30:00.400Z');
const path = '/webhooks/paymentkit';
const { env, signing } = await simulator.createCredentials({ now });
const settings = paymentkit.settings.parse({
  webhookSecrets: env.PAYMENTKIT_WEBHOOK_SECRETS,
  appPublicKeys: env.PAYMENTKIT_APP_PUBLIC_KEYS,
  currencies: env.PAYMENTKIT_CURRENCIES,
});
const io = { now: () => now, fetch: () => Promise.reject(), fetchCertificate: () => Promise.reject() };
const verify = paymentkit.createVerifier({ settings, mode: 'test', io });

const stories = SCENARIOS.flatMap((name) => {
  const tell = simulator.scenarios[name];
  return tell ? [[name, tell(context)] as const] : [];
});

describe('the simulator', () => {
  it('tells every story but the dispute, which PaymentKit does not have', () => {
    expect(stories.map(([name]) => name)).toEqual(SCENARIOS.filter((name) => name !== 'dispute'));
  });

  it.each(stories)('signs every delivery of %s by either scheme', async (_, { deliveries }) => {
    for (const { body } of deliveries) {
      for (const scheme of ['endpoint', 'component']) {
        const { headers } = simulator.sign({ body, sentAt: now, path, signing: { ...signing, scheme } });
        expect(await verify({ headers, body, path, query: {} })).toMatchObject({ authentic: true });
      }
    }
  });

  it.each(stories)(
    'tells %s within the hour, in order, with the times that the bodies have',
    (_, { deliveries }) => {
      const told = deliveries.map(({ occurredAt }) => occurredAt.toISOString());
      expect(deliveries.map(({ body }) => normalised(body).occurredAt)).toEqual(told);
      expect(told.toSorted()).toEqual(told);
      expect(told.every((time) => time <= now.toISOString())).toBe(true);
    },
  );

  it.each(stories)('gives every event of %s a key of its own', (_, { deliveries }) => {
    const keys = deliveries.map(({ body }) => paymentkit.identify({ headers: {}, body }).eventKey);
    expect(new Set(keys).size).toBe(deliveries.length);
    expect(keys.filter((key) => !key.includes(context.uid))).toEqual([]);
  });

  it.each(stories)(
    '%s comes to the money and the statuses that it expects',
    (_, { deliveries, expected }) => {
      const events = deliveries.flatMap(({ body }) => eventsOf(body));
      for (const order of expected.orders) {
        const due = expect.objectContaining({ amountMinor: order.amountMinor, currency: order.currency });
        expect(events).toContainEqual(
          expect.objectContaining({ type: 'order.completed', orderRef: order.orderRef, amount: due }),
        );
        expect(sum(events, 'payment.succeeded', 'paymentRef')).toBe(order.paidMinor);
        expect(sum(events, 'refund.succeeded', 'refundRef')).toBe(order.refundedMinor);
      }
      for (const { subscriptionRef, status } of expected.subscriptions) {
        const statuses = events.flatMap((event) =>
          'status' in event && event.status && event.subscriptionRef === subscriptionRef
            ? [event.status]
            : [],
        );
        expect(statuses.at(-1)).toBe(status);
      }
    },
  );
});

const normalised = (body: Buffer) => paymentkit.normalise({ body, headers: {} }, settings);

function eventsOf(body: Buffer): readonly CanonicalEvent[] {
  const meaning = normalised(body);
  if (meaning.outcome !== 'events') throw new Error(`${meaning.type} is ${meaning.outcome}`);
  expect(meaning.warnings).toEqual([]);
  return meaning.events;
}

function sum(events: readonly CanonicalEvent[], type: CanonicalEvent['type'], ref: string): bigint {
  const amounts = new Map<unknown, bigint>();
  for (const event of events) {
    if (event.type === type && 'amount' in event && event.amount) {
      amounts.set((event as Record<string, unknown>)[ref], event.amount.amountMinor);
    }
  }
  return [...amounts.values()].reduce((total, amount) => total + amount, 0n);
}
