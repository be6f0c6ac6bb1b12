import { expect, it } from 'vitest';
import { eur, eventAt } from '../histories/history.ts';
import { foldFresh, foldOn, textOf } from './fold-on.ts';
import type { Delivery } from './random-histories.ts';

/** What is stored after each delivery in turn, and what folding all of them gives. */
function inTurn(deliveries: readonly Delivery[]) {
  const [first = [], ...others] = deliveries;
  let stored = foldFresh(first);
  let before = first;
  for (const delivery of others) {
    stored = foldOn(stored, before, delivery);
    before = [...before, ...delivery];
  }
  return { stored: textOf(stored), refolded: textOf(foldFresh(before)) };
}

const linked = (key: string, time: number, paymentRef: string, alias: string) => [
  eventAt(key, time, { type: 'payment.linked', paymentRef, paymentAliases: [alias] }),
];
const paid = (key: string, time: number, paymentRef: string) => [
  eventAt(key, time, { type: 'payment.succeeded', paymentRef, orderRef: 'o_1', amount: eur(100n) }),
];

it('an alias that turns out to be another payment’s moves what was reported under it', () => {
  const { stored, refolded } = inTurn([
    linked('evt_1', 1, 'p_2', 'charge'),
    paid('evt_2', 2, 'charge'),
    linked('evt_3', 3, 'p_1', 'charge'),
  ]);
  expect(stored).toBe(refolded);
});

it('a dispute that changed its payment stays with the names it was reported under', () => {
  const disputed = (key: string, time: number, paymentRef: string) => [
    eventAt(key, time, { type: 'dispute.lost', disputeRef: 'd_1', paymentRef, amount: eur(500n) }),
  ];
  const { stored, refolded } = inTurn([
    paid('evt_1', 1, 'p_9'),
    [eventAt('evt_2', 2, { type: 'payment.linked', paymentRef: 'other', orderRef: 'o_1' })],
    disputed('evt_3', 3, 'charge'),
    disputed('evt_4', 4, 'other'),
    linked('evt_5', 5, 'p_9', 'charge'),
  ]);
  expect(stored).toBe(refolded);
});

it.each(['__proto__', 'constructor', '$int', '$map'])('a payment may be called %s', (name) => {
  const { stored, refolded } = inTurn([
    linked('evt_1', 1, 'p_1', name),
    paid('evt_2', 2, name),
    linked('evt_3', 3, 'p_1', 'another'),
    [eventAt('evt_4', 4, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: name, amount: eur(40n) })],
  ]);
  expect(stored).toBe(refolded);
});
