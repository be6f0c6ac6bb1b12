import { describe, expect, it } from 'vitest';
import { changed, eventsOf, problemOf } from './simulator/fixtures/changed-fixture.ts';

describe('amounts', () => {
  it('keep every digit', () => {
    const [event] = eventsOf('payment_intent.succeeded', {
      'data.object.amount_received': '1000000000000000000001',
    });
    expect(event).toMatchObject({ amount: { amountMinor: 1000000000000000000001n, exponent: 18 } });
  });

  it('in a currency that is not configured are refused with the path of the currency', () => {
    for (const type of [
      'checkout.session.completed',
      'payment_intent.created',
      'invoice.paid',
      'refund.created',
    ]) {
      const problem = problemOf(() => changed(type, { 'data.object.currency_id': 'pc_other' }));
      expect(problem).toMatchObject({ code: 'currency_unknown', path: 'data.object.currency_id' });
    }
  });

  it.each(['toString', '__proto__'])('in the currency %s are refused in the same way', (currency) => {
    const problem = problemOf(() =>
      changed('payment_intent.created', { 'data.object.currency_id': currency }),
    );
    expect(problem.code).toBe('currency_unknown');
  });

  it('of a subscription are not required', () => {
    const unpriced = { 'data.object.currency_id': undefined, 'data.object.total': undefined };
    expect(eventsOf('invoice.payment_succeeded', unpriced)[0]?.type).toBe('subscription.renewed');
  });

  it.each([['1.5'], ['-1'], [''], [12], ['9'.repeat(39)], [undefined]])(
    'written as %j are refused',
    (amount) => {
      const problem = problemOf(() => changed('payment_intent.created', { 'data.object.amount': amount }));
      expect(problem).toMatchObject({ code: 'schema_violation', path: 'data.object.amount' });
    },
  );
});
