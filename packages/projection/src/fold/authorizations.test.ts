import { expect, it } from 'vitest';
import { eur, eventAt, usd } from '../../test/histories/history.ts';
import { fold } from './fold.ts';

const due = eventAt('due', 1, { type: 'order.approved', orderRef: 'o_1', amount: eur(5000n) });
const held = eventAt('held', 2, {
  type: 'payment.authorized',
  paymentRef: 'a_1',
  orderRef: 'o_1',
  amount: eur(5000n),
});
const captured = (key: string, second: number, amount = eur(5000n), facts: object = {}) =>
  eventAt(key, second, {
    type: 'payment.succeeded',
    paymentRef: key,
    orderRef: 'o_1',
    authorizationRef: 'a_1',
    amount,
    ...facts,
  });
const taken = { paymentAliases: ['a_1'], settlesOrder: true };

/** Returns status and amount due of the order, and its payments. */
function outcomeOf(events: Parameters<typeof fold>[0]) {
  const { orders, payments } = fold(events);
  const [order] = orders;
  return [order?.status, order?.amountMinor, payments.map(({ paymentRef }) => paymentRef).join()];
}

it('a used-up authorization does not come back when it is voided or reported later', () => {
  const voided = eventAt('voided', 9, { type: 'payment.canceled', paymentRef: 'a_1', orderRef: 'o_1' });
  expect(outcomeOf([due, held, captured('c_1', 3), voided])).toEqual(['paid', 5000n, 'c_1']);
  const heldLate = eventAt('held', 9, { ...held.event, type: 'payment.authorized', paymentRef: 'a_1' });
  expect(outcomeOf([due, captured('c_1', 3), heldLate])).toEqual(['paid', 5000n, 'c_1']);
});

it('an authorization that is reported after its final capture releases its rest all the same', () => {
  const heldLate = eventAt('held', 9, { ...held.event, type: 'payment.authorized', paymentRef: 'a_1' });
  expect(outcomeOf([due, captured('c_1', 3, eur(2000n), taken), heldLate])).toEqual(['paid', 2000n, 'c_1']);
});

it.each([
  ['pending', captured('c_1', 3, eur(5000n), { type: 'payment.pending' })],
  ['in another currency', captured('c_1', 3, usd(5000n))],
])('a capture that is %s does not use up the authorization', (_, capture) => {
  expect(outcomeOf([due, held, capture])).toEqual(['authorized', 5000n, 'a_1,c_1']);
});

it('a final capture of more than was authorized releases nothing', () => {
  expect(outcomeOf([due, held, captured('c_1', 3, eur(5500n), taken)])).toEqual(['paid', 5000n, 'c_1']);
});

it('if one of two authorizations releases its rest, the other one is still due', () => {
  const both = eventAt('both', 1, { type: 'order.approved', orderRef: 'o_1', amount: eur(9000n) });
  const other = { paymentRef: 'a_2', orderRef: 'o_1', amount: eur(4000n) } as const;
  const second = eventAt('second', 2, { ...other, type: 'payment.authorized' });
  const final = captured('c_1', 3, eur(2000n), taken);
  expect(outcomeOf([both, held, second, final])).toEqual(['authorized', 6000n, 'a_2,c_1']);
});

it('one used-up authorization of two does not settle an order whose amount is unknown', () => {
  const other = { paymentRef: 'a_2', orderRef: 'o_1', amount: eur(4000n) } as const;
  const second = eventAt('second', 2, { ...other, type: 'payment.authorized' });
  const first = [held, second, captured('c_1', 3)];
  expect(outcomeOf(first)).toEqual(['authorized', null, 'a_2,c_1']);
  const rest = captured('c_2', 4, eur(4000n), { authorizationRef: 'a_2' });
  expect(outcomeOf([...first, rest])).toEqual(['paid', 9000n, 'c_1,c_2']);
});
