import { expect, it } from 'vitest';
import { paypal } from '../index.ts';
import { simulator } from './index.ts';

const settings = paypal.settings.parse({});
const PAID_SUBSCRIPTION = [
  'subscription.created',
  'subscription.activated',
  'payment.succeeded',
  'subscription.renewed',
];

it.each([
  ['checkout', ['order.approved', 'payment.succeeded']],
  ['refund', ['order.approved', 'payment.succeeded', 'refund.succeeded']],
  ['failed-then-paid', ['order.approved', 'payment.failed', 'payment.succeeded']],
  ['subscription', PAID_SUBSCRIPTION],
  ['renewal', [...PAID_SUBSCRIPTION, 'subscription.past_due', 'payment.succeeded', 'subscription.renewed']],
  ['cancellation', [...PAID_SUBSCRIPTION, 'subscription.canceled']],
  ['dispute', ['order.approved', 'payment.succeeded', 'dispute.opened', 'dispute.opened', 'dispute.won']],
] as const)('the scenario %s has the stated meaning', (name, types) => {
  const scenario = simulator.scenarios[name]?.({
    uid: 'abcdef012345',
    startsAt: new Date('2026-03-04T10:00:00Z'),
  });
  const events = scenario?.deliveries.flatMap(({ body }) => {
    const meaning = paypal.normalise({ body, headers: {} }, settings);
    return meaning.outcome === 'events' ? meaning.events : [];
  });
  expect(events?.map(({ type }) => type)).toEqual(types);
});
