import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { unknownWord, UnusableEventError, together } from '../../contract/index.ts';
import { money } from '../money.ts';
import { type EventHandler, readPayload } from '../read-payload.ts';
import { beside, entity, OrderBeside, PaymentBeside, Refund } from '../schema.ts';
import { orderBeside, purchaseOf } from './purchase.ts';
import { paymentBeside, paymentTypeOf } from './payment.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

const Body = z.object({
  payload: z.object({
    refund: entity(Refund),
    payment: beside(PaymentBeside),
    order: beside(OrderBeside),
  }),
});

export const REFUND_TYPES: ReadonlyMap<string | undefined, RefundType> = new Map([
  ['pending', 'refund.pending'],
  ['processed', 'refund.succeeded'],
  ['failed', 'refund.failed'],
]);
/** For a status that is missing or new. The other two event names do not state one. */
const BY_NAME: ReadonlyMap<string, RefundType> = new Map([
  ['refund.processed', 'refund.succeeded'],
  ['refund.failed', 'refund.failed'],
]);

/**
 * `refund.created` may already be `processed`: the status decides, not the name (webhooks/refunds.md). The included payment is
 * read as for an order, because a refund may be the first event of the payment.
 */
export const refund: EventHandler = ({ type: name, body, occurredAt }) => {
  const { payload, warnings } = readPayload(Body, body);
  const { id, status, amount, currency, payment_id } = payload.refund.entity;
  const payment = payload.payment?.entity;
  const paymentRef = payment_id ?? payment?.id;
  const type = REFUND_TYPES.get(status) ?? BY_NAME.get(name);
  const own = payment?.id === paymentRef ? payment : undefined;
  const paymentType = (payment && paymentTypeOf(payment)) ?? 'payment.linked';
  const total = totalOf(own, { type, amount });
  const paid = paymentBeside(payment && { ...payment, amount_refunded: total }, { occurredAt });
  const { orderRef, tentative } = own ? purchaseOf(own, { type: paymentType }) : {};
  const refunded: EventFacts[] = type
    ? [
        {
          type,
          occurredAt,
          refundRef: id,
          paymentRef,
          orderRef,
          tentative,
          amount: amountOf({ amount, currency, payment: own, total }),
          amountRefundedMinor: total === undefined ? undefined : BigInt(total),
          providerStatus: status,
        },
      ]
    : [];
  const unknown = REFUND_TYPES.has(status) ? [] : [unknownWord('refund status', status)];
  return together(
    { facts: refunded, warnings: [...warnings, ...unknown] },
    paid,
    orderBeside(payload.order?.entity, { payment, type: paymentType, occurredAt }),
  );
};

/**
 * The total refunded amount in the payment. It may include a pending refund, and still include a failed one. In these cases only
 * a total that cannot include the refund is used.
 */
function totalOf(
  payment: PaymentBeside | undefined,
  { type, amount }: { readonly type: RefundType | undefined; readonly amount: number | null | undefined },
): number | undefined {
  const total = payment?.amount_refunded;
  if (total === undefined || type === 'refund.succeeded') return total;
  return type === 'refund.failed' && amount != null && total < amount ? total : undefined;
}

/** @throws {UnusableEventError} if neither the refund nor an included payment states the refunded amount */
function amountOf({
  amount,
  currency,
  payment,
  total,
}: {
  readonly amount: number | null | undefined;
  readonly currency: string | null | undefined;
  readonly payment: PaymentBeside | undefined;
  readonly total: number | undefined;
}) {
  const code = currency ?? payment?.currency;
  if (amount != null && code != null) return money(amount, code);
  if (total !== undefined) return undefined;
  const missing = amount == null ? 'amount' : 'currency';
  throw new UnusableEventError('schema_violation', {
    path: `payload.refund.entity.${missing}`,
    message: `a refund without its ${missing}`,
  });
}
