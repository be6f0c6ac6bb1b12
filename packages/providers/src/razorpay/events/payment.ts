import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { checkShape } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { entity, Payment } from '../schema.ts';
import { unknownStatus, type EventHandler, type Meaning } from './handler.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;

const Body = z.object({ payload: z.object({ payment: entity(Payment) }) });

/** `payment.authorized`, `.captured`, `.failed`: the name says what happened, whatever has happened since. */
export const payment =
  (type: PaymentFacts['type']): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload } = checkShape(Body, body);
    return { events: [paymentFacts(payload.payment.entity, { type, occurredAt })] };
  };

/** `refunded` is a captured payment of which everything went back. */
const TYPES: ReadonlyMap<string | undefined, PaymentFacts['type']> = new Map([
  ['created', 'payment.pending'],
  ['authorized', 'payment.authorized'],
  ['captured', 'payment.succeeded'],
  ['refunded', 'payment.succeeded'],
  ['failed', 'payment.failed'],
]);

/** A payment beside the entity that an event is about: its own status says how it stands. */
export function paymentBeside(
  snapshot: Payment,
  context: { readonly occurredAt: string; readonly subscriptionRef?: string },
): Meaning {
  const type = TYPES.get(snapshot.status);
  return {
    events: [paymentFacts(snapshot, { ...context, type: type ?? 'payment.linked' })],
    warnings: type ? [] : [unknownStatus('payment', snapshot.status)],
  };
}

function paymentFacts(
  snapshot: Payment,
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
  return {
    type,
    occurredAt,
    paymentRef: snapshot.id,
    subscriptionRef,
    ...purchaseOf(snapshot, { subscriptionRef }),
    amount: money(snapshot.amount, snapshot.currency),
    amountRefundedMinor: refunded == null ? undefined : BigInt(refunded),
    failureCode: type === 'payment.failed' ? (snapshot.error_code ?? snapshot.error_reason) : undefined,
    providerStatus: snapshot.status,
    merchantRef: merchantRef({ notes: snapshot.notes }),
    customerRef: snapshot.customer_id,
  };
}

/**
 * What a payment pays for. One with an invoice may be a subscription's: its order decides nothing until
 * `subscription.charged` or `invoice.paid` says whose invoice it is. One without an order is a purchase by itself.
 */
export function purchaseOf(
  snapshot: Pick<Payment, 'id' | 'order_id' | 'invoice_id'>,
  { subscriptionRef }: { readonly subscriptionRef?: string } = {},
): Pick<PaymentFacts, 'orderRef' | 'invoiceRef' | 'tentative' | 'settlesOrder'> {
  const { id, order_id: orderRef, invoice_id: invoiceRef } = snapshot;
  if (invoiceRef || subscriptionRef) return { orderRef, invoiceRef, tentative: true };
  return orderRef ? { orderRef } : { orderRef: id, settlesOrder: true };
}
