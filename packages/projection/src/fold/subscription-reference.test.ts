import { describe, expect, it } from 'vitest';
import { eventAt } from '../../test/histories/history.ts';
import { permutations } from '../../test/histories/permutations.ts';
import { fold } from './fold.ts';

const begun = eventAt('begun', 1, {
  type: 'subscription.activated',
  subscriptionRef: 's_1',
  status: 'active',
});
const paid = eventAt('paid', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p_1',
  subscriptionRef: 's_1',
  amount: { amountMinor: 1000n, currency: 'EUR', exponent: 2 },
  merchantRef: 'of the payment',
  merchantRefField: 'custom',
  merchantRefWriter: 'merchant',
});
const named = eventAt('named', 3, {
  type: 'subscription.updated',
  subscriptionRef: 's_1',
  merchantRef: 'of the subscription',
  merchantRefField: 'custom_id',
  merchantRefWriter: 'merchant',
});
const another = eventAt('another', 4, {
  type: 'payment.succeeded',
  paymentRef: 'p_1',
  subscriptionRef: 's_2',
  amount: { amountMinor: 1000n, currency: 'EUR', exponent: 2 },
});

describe('the reference of a subscription', () => {
  it.each([
    ['is the one that its payment names, if nothing else does', [begun, paid], ['of the payment']],
    ['is its own, if it has one', [begun, paid, named], ['of the subscription']],
    ['is null if the payment may belong to another subscription', [begun, paid, another], [null, null]],
  ])('%s', (_, events, expected) => {
    for (const order of permutations(events))
      expect(fold(order).subscriptions.map(({ merchantRef }) => merchantRef)).toEqual(expected);
  });
});
