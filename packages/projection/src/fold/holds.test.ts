import { expect, it } from 'vitest';
import { eur, told, usd } from '../../test/histories/history.ts';
import { fold } from './fold.ts';

const due = told('due', 1, { type: 'order.approved', orderRef: 'o_1', amount: eur(5000n) });
const held = told('held', 2, {
  type: 'payment.authorized',
  paymentRef: 'a_1',
  orderRef: 'o_1',
  amount: eur(5000n),
});
const captured = (key: string, second: number, amount = eur(5000n), facts: object = {}) =>
  told(key, second, {
    type: 'payment.succeeded',
    paymentRef: key,
    orderRef: 'o_1',
    holdRef: 'a_1',
    amount,
    ...facts,
  });
const taken = { paymentAliases: ['a_1'], settlesOrder: true };

/** Status and amount due of the order, and the payments that are there. */
function standing(events: Parameters<typeof fold>[0]) {
  const { orders, payments } = fold(events);
  const [order] = orders;
  return [order?.status, order?.amountMinor, payments.map(({ paymentRef }) => paymentRef).join()];
}

it('an authorization that is used up stays gone when it is voided, or told of, later', () => {
  const voided = told('voided', 9, { type: 'payment.canceled', paymentRef: 'a_1', orderRef: 'o_1' });
  expect(standing([due, held, captured('c_1', 3), voided])).toEqual(['paid', 5000n, 'c_1']);
  const toldLast = told('held', 9, { ...held.event, type: 'payment.authorized', paymentRef: 'a_1' });
  expect(standing([due, captured('c_1', 3), toldLast])).toEqual(['paid', 5000n, 'c_1']);
});

it('one that is told of after its final capture has let go of its rest all the same', () => {
  const toldLast = told('held', 9, { ...held.event, type: 'payment.authorized', paymentRef: 'a_1' });
  expect(standing([due, captured('c_1', 3, eur(2000n), taken), toldLast])).toEqual(['paid', 2000n, 'c_1']);
});

it.each([
  ['pending', captured('c_1', 3, eur(5000n), { type: 'payment.pending' })],
  ['of another currency', captured('c_1', 3, usd(5000n))],
])('a capture that is %s uses up nothing', (_, capture) => {
  expect(standing([due, held, capture])).toEqual(['authorized', 5000n, 'a_1,c_1']);
});

it('a final capture of more than was held lets go of nothing', () => {
  expect(standing([due, held, captured('c_1', 3, eur(5500n), taken)])).toEqual(['paid', 5000n, 'c_1']);
});

it('what one of two authorizations lets go is still due of the other', () => {
  const both = told('both', 1, { type: 'order.approved', orderRef: 'o_1', amount: eur(9000n) });
  const other = { paymentRef: 'a_2', orderRef: 'o_1', amount: eur(4000n) } as const;
  const second = told('second', 2, { ...other, type: 'payment.authorized' });
  const final = captured('c_1', 3, eur(2000n), taken);
  expect(standing([both, held, second, final])).toEqual(['authorized', 6000n, 'a_2,c_1']);
});

it('one of two that is used up does not settle an order whose amount nobody has told', () => {
  const other = { paymentRef: 'a_2', orderRef: 'o_1', amount: eur(4000n) } as const;
  const second = told('second', 2, { ...other, type: 'payment.authorized' });
  const first = [held, second, captured('c_1', 3)];
  expect(standing(first)).toEqual(['authorized', null, 'a_2,c_1']);
  const rest = captured('c_2', 4, eur(4000n), { holdRef: 'a_2' });
  expect(standing([...first, rest])).toEqual(['paid', 9000n, 'c_1,c_2']);
});
