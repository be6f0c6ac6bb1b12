import type { CanonicalEvent } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { SCENARIOS, type Scenario } from '../contract/index.ts';
import { razorpay } from './index.ts';
import { simulator } from './simulator.ts';

const context = { uid: 'abc123def456', startsAt: new Date('2026-03-02T09:30:00.400Z') };
const now = new Date('2026-03-02T10:30:00.400Z');
const stories = SCENARIOS.map((name) => [name, simulator.scenarios[name]?.(context) as Scenario] as const);

describe('the simulator', () => {
  it.each(stories)('signs every delivery of %s so that it verifies', async (_, { deliveries }) => {
    const { env, signing } = await simulator.createCredentials({ now });
    const webhookSecrets = env.RAZORPAY_WEBHOOK_SECRETS;
    const settings = razorpay.settings.parse({ webhookSecrets });
    const io = { now: () => now, fetch: () => Promise.reject(), fetchCertificate: () => Promise.reject() };
    const verify = razorpay.createVerifier({ settings, mode: 'test', io });
    for (const { body } of deliveries) {
      const path = '/webhooks/razorpay';
      const { headers } = simulator.sign({ body, sentAt: now, path, signing });
      expect(verify({ headers, body, path, query: {} })).toEqual({ authentic: true });
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

  it.each(stories)(
    '%s comes to the money and the statuses that it expects',
    (_, { deliveries, expected }) => {
      const events = deliveries.flatMap(({ body }) => eventsOf(body));
      for (const order of expected.orders) {
        expect(events).toContainEqual(
          expect.objectContaining({
            type: 'order.completed',
            orderRef: order.orderRef,
            amount: { amountMinor: order.amountMinor, currency: order.currency, exponent: 2 },
          }),
        );
        expect(sum(events, 'payment.succeeded', 'paymentRef')).toBe(order.paidMinor);
        expect(sum(events, 'refund.succeeded', 'refundRef')).toBe(order.refundedMinor);
        expect(sum(events, 'dispute.lost', 'disputeRef')).toBe(order.chargedBackMinor);
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

  it.each(stories)('%s keeps copies apart', (_, { deliveries }) => {
    for (const { body } of deliveries) {
      const ids = body.toString().match(/:"(pay|order|rfnd|disp|sub|inv|cust)_\w+"/g) ?? [];
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.filter((id) => !id.includes(context.uid))).toEqual([]);
    }
  });
});

const normalised = (body: Buffer) => razorpay.normalise({ body, headers: {} }, razorpay.settings.parse({}));

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
