import { at, eur, eventAt } from './history.ts';

export const created = eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) });

export const paid = eventAt('paid', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p_1',
  orderRef: 'o_1',
  amount: eur(1000n),
});

export const paidOrder = { orderRef: 'o_1', ...eur(1000n), paidMinor: 1000n, createdAt: at(1) };

export const paidPayment = {
  paymentRef: 'p_1',
  orderRef: 'o_1',
  status: 'succeeded',
  ...eur(1000n),
  occurredAt: at(2),
} as const;
