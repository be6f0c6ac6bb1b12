import type { EventFacts } from '@payspool/events';
import { fromIsoText, type ReadFacts, together, unknownWord } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { readMoney } from '../money.ts';
import type { Order } from '../schema.ts';
import { requiredTime } from '../times.ts';
import { readPayment } from './payment.ts';
import { readRefund } from './refund.ts';

/** Statuses of an order that only repeat what its payments state. */
const BY_PAYMENTS = new Set(['created', 'pending', 'authorized', 'paid', 'shipping']);

/** An order of the Orders API, with the payments and refunds that the answer contains. */
export function readOrder(order: Order): ReadFacts {
  const createdAt = requiredTime(order.createdAt, 'createdAt');
  const common = { orderRef: order.id, providerStatus: order.status, ...merchantRef(order) };
  const created: EventFacts = {
    type: 'order.created',
    occurredAt: createdAt,
    createdAt,
    amount: readMoney(order.amount, 'amount'),
    ...common,
  };
  const end = endOf(order, createdAt);
  const { _embedded: { payments = [], refunds = [] } = {} } = order;
  return together(
    {
      facts: end ? [created, { ...end, ...common }] : [created],
      warnings: end || BY_PAYMENTS.has(order.status) ? [] : [unknownWord('order status', order.status)],
    },
    ...payments.map((payment, at) =>
      readPayment(payment, { path: `_embedded.payments.${at}.`, orderRef: order.id }),
    ),
    ...refunds.map((refund, at) =>
      readRefund(refund, { path: `_embedded.refunds.${at}.`, orderRef: order.id }),
    ),
  );
}

/** A completed order is shipped or canceled line by line: only what was captured is due. */
function endOf(order: Order, createdAt: string) {
  const at = (time: string | undefined): string => fromIsoText(time) ?? createdAt;
  if (order.status === 'canceled')
    return { type: 'order.canceled', occurredAt: at(order.canceledAt) } as const;
  if (order.status === 'expired') return { type: 'order.expired', occurredAt: at(order.expiredAt) } as const;
  if (order.status !== 'completed') return undefined;
  const captured = order.amountCaptured && readMoney(order.amountCaptured, 'amountCaptured');
  return {
    type: 'order.completed',
    occurredAt: at(order.completedAt),
    ...(captured && captured.amountMinor > 0n && { amount: captured }),
  } as const;
}
