import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../contract/simulator.ts';
import { paypal } from './index.ts';

const context = { uid: 'abcdef012345', startsAt: new Date('2026-03-04T10:00:00Z') };
const settings = paypal.settings.parse({});
const play = (name: (typeof SCENARIOS)[number]) => {
  const scenario = paypal.simulator.scenarios[name]?.(context);
  if (!scenario) throw new Error(`no scenario ${name}`);
  return scenario;
};
const eventsOf = (name: (typeof SCENARIOS)[number]) =>
  play(name).deliveries.flatMap(({ body }) => {
    const normalised = paypal.normalise({ body, headers: {} }, settings);
    if (normalised.outcome !== 'events') throw new Error(`${normalised.type} is ${normalised.outcome}`);
    expect(normalised.warnings).toEqual([]);
    return normalised.events;
  });

describe('the scenarios', () => {
  it('are all there', () => {
    expect(Object.keys(paypal.simulator.scenarios).toSorted()).toEqual([...SCENARIOS].toSorted());
  });

  it.each(SCENARIOS)('%s tells its story in order, within an hour, with ids of its own', (name) => {
    const { deliveries } = play(name);
    const times = deliveries.map(({ occurredAt }) => occurredAt.getTime() - context.startsAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(3_600_000);
    const keys = deliveries.map(({ body }) => paypal.identify({ headers: {}, body }).eventKey);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toContain(context.uid);
    for (const { type, body, occurredAt } of deliveries) {
      const normalised = paypal.normalise({ body, headers: {} }, settings);
      expect(normalised).toMatchObject({ type, occurredAt: occurredAt.toISOString() });
    }
  });

  it.each([
    ['checkout', ['order.approved', 'payment.succeeded']],
    ['refund', ['order.approved', 'payment.succeeded', 'refund.succeeded']],
    ['failed-then-paid', ['order.approved', 'payment.failed', 'payment.succeeded']],
    [
      'subscription',
      ['subscription.created', 'subscription.activated', 'payment.succeeded', 'subscription.renewed'],
    ],
    [
      'renewal',
      [
        'subscription.created',
        'subscription.activated',
        'payment.succeeded',
        'subscription.renewed',
        'subscription.past_due',
        'payment.succeeded',
        'subscription.renewed',
      ],
    ],
    [
      'cancellation',
      [
        'subscription.created',
        'subscription.activated',
        'payment.succeeded',
        'subscription.renewed',
        'subscription.canceled',
      ],
    ],
    ['dispute', ['order.approved', 'payment.succeeded', 'dispute.opened', 'dispute.opened', 'dispute.won']],
  ] as const)('%s means what it says', (name, types) => {
    expect(eventsOf(name).map(({ type }) => type)).toEqual(types);
  });
});
