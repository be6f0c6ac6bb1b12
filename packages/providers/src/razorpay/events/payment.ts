import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { unknownWord, together, type ReadFacts } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { type EventHandler, readPayload } from '../read-payload.ts';
import { beside, entity, OrderBeside, Payment, type PaymentBeside } from '../schema.ts';
import { orderBeside, purchaseOf } from './purchase.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;

const Body = z.object({ payload: z.object({ payment: entity(Payment), order: beside(OrderBeside) }) });

/** `payment.authorized`, `.captured`, `.failed`: the event's name says what happened, even if the payment has changed since. */
export const payment =
  (type: PaymentFacts['type']): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload, warnings } = readPayload(Body, body);
    const snapshot = payload.payment.entity;
    return together(
      { facts: [paymentFacts(snapshot, { type, occurredAt })], warnings },
      orderBeside(payload.order?.entity, { payment: snapshot, type, occurredAt }),
    );
  };

const TYPES: ReadonlyMap<string | undefined, PaymentFacts['type']> = new Map([
  ['created', 'payment.pending'],
  ['authorized', 'payment.authorized'],
  ['captured', 'payment.succeeded'],
  ['refunded', 'payment.succeeded'],
  ['failed', 'payment.failed'],
]);

/**
 * The state of a payment, by its status and `captured`. `refunded` is the status of a captured payment that was refunded
 * completely. It is also the status of a payment that was not captured in time: its authorization was released, and no money came
 * in (payments/payments.md).
 */
export function paymentTypeOf({
  status,
  captured,
}: Pick<PaymentBeside, 'status' | 'captured'>): PaymentFacts['type'] | undefined {
  if (status === 'refunded' && captured === false) return 'payment.canceled';
  if (captured === true && status !== 'failed') return 'payment.succeeded';
  return TYPES.get(status);
}

/** A payment that an event includes with its entity: the payment's own status counts. */
export function paymentBeside(
  snapshot: PaymentBeside | undefined,
  context: { readonly occurredAt: string; readonly subscriptionRef?: string },
): ReadFacts | undefined {
  if (!snapshot) return undefined;
  const type = paymentTypeOf(snapshot);
  const warnings = TYPES.has(snapshot.status) ? [] : [unknownWord('payment status', snapshot.status)];
  if (type && !moneyOf(snapshot)) {
    const facts = [paymentFacts(snapshot, { ...context, type: 'payment.linked' })];
    return {
      facts,
      warnings: [...warnings, 'payload.payment.entity has no amount: it only connects references'],
    };
  }
  return { facts: [paymentFacts(snapshot, { ...context, type: type ?? 'payment.linked' })], warnings };
}

/** Whether an included payment succeeded, even if it was refunded completely since. */
export const isCaptured = (snapshot: PaymentBeside | undefined): boolean =>
  snapshot !== undefined && paymentTypeOf(snapshot) === 'payment.succeeded';

const moneyOf = ({ amount, currency }: PaymentBeside) =>
  amount == null || currency == null ? undefined : money(amount, currency);

function paymentFacts(
  snapshot: PaymentBeside,
  {
    type,
    occurredAt,
    subscriptionRef,
  }: {
    readonly type: PaymentFacts['type'];
    readonly occurredAt: string;
    readonly subscriptionRef?: string;
  },
): PaymentFacts {
  const { amount_refunded: refunded } = snapshot;
  // Without a successful payment nothing was refunded, regardless of the total.
  const total = type === 'payment.canceled' || refunded === undefined ? undefined : BigInt(refunded);
  return {
    type,
    occurredAt,
    paymentRef: snapshot.id,
    subscriptionRef,
    ...purchaseOf(snapshot, { type, subscriptionRef }),
    amount: moneyOf(snapshot),
    amountRefundedMinor: total,
    failureCode: type === 'payment.failed' ? (snapshot.error_code ?? snapshot.error_reason) : undefined,
    providerStatus: snapshot.status,
    ...merchantRef({ of: 'payment', notes: snapshot.notes }),
    customerRef: snapshot.customer_id,
  };
}
