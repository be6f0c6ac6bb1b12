import { describe, expect, it } from 'vitest';
import { canonicalEvent, parseEvents, serializeEvents } from './canonical-event.ts';

const occurredAt = '2026-01-31T12:00:00.000Z';

describe('canonical events', () => {
  it('survive storage with an amount beyond 2^53', () => {
    const event = canonicalEvent({
      type: 'payment.succeeded',
      occurredAt,
      paymentRef: 'pi_1',
      amount: { amountMinor: 1_000_000_000_000_000_001n, currency: 'pc_token', exponent: 18 },
    });
    const stored: unknown = JSON.parse(JSON.stringify(serializeEvents([event])));
    expect(parseEvents(stored)).toEqual([event]);
  });

  it('rank a subscription by its new status', () => {
    const at = (status: 'incomplete' | 'active' | 'canceled') =>
      canonicalEvent({ type: 'subscription.updated', occurredAt, subscriptionRef: 'sub_1', status }).rank;
    expect(at('incomplete')).toBeLessThan(at('active'));
    expect(at('active')).toBeLessThan(at('canceled'));
  });

  it.each([
    ['a NUL', 'pi_\u0000'],
    ['a lone surrogate', 'pi_\ud800'],
    ['nothing', ''],
  ])('refuse %s in a reference, and the error names the field', (_, paymentRef) => {
    expect(() => canonicalEvent({ type: 'payment.pending', occurredAt, paymentRef })).toThrow(/paymentRef/);
  });

  it('refuse a negative amount', () => {
    const amount = { amountMinor: -1n, currency: 'USD', exponent: 2 };
    expect(() => canonicalEvent({ type: 'payment.pending', occurredAt, paymentRef: 'p', amount })).toThrow(
      /amountMinor/,
    );
  });
});
