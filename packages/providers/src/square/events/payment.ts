import type { EventFacts } from '@payspool/events';
import { merchantReference, unknownWord } from '../../contract/index.ts';
import { money } from '../money.ts';
import { about } from '../read-object.ts';
import { Payment } from '../schema.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;

/** By `status` (square-nodejs-sdk src/api/types/Payment.ts). */
export const PAYMENT_TYPES: ReadonlyMap<string | undefined, PaymentFacts['type']> = new Map([
  ['PENDING', 'payment.pending'],
  ['APPROVED', 'payment.authorized'],
  ['COMPLETED', 'payment.succeeded'],
  ['CANCELED', 'payment.canceled'],
  ['FAILED', 'payment.failed'],
]);

/**
 * A snapshot of a payment. Square makes an order for every payment. A payment of an invoice does not say whether the invoice belongs
 * to a subscription, so that it makes no order until an event of the invoice says so.
 */
export const payment = about('payment', Payment, (snapshot, { occurredAt }) => {
  const { id, status, order_id: orderRef = id, refunded_money: refunded } = snapshot;
  const type = PAYMENT_TYPES.get(status);
  const ofInvoice = snapshot.application_details?.square_product === 'INVOICES';
  const facts: PaymentFacts = {
    type: type ?? 'payment.linked',
    occurredAt,
    paymentRef: id,
    orderRef,
    // The order connects a payment with the invoice, and so with the paid period of a subscription: no field names the invoice.
    invoiceRef: orderRef,
    // An order may be paid in parts. Each of them says that its own part is complete, and all of them together are due.
    ...(ofInvoice ? { tentative: true } : { settlesOrder: true }),
    amount: money(snapshot.total_money ?? snapshot.amount_money),
    amountRefundedMinor:
      type === 'payment.succeeded' && refunded !== undefined ? BigInt(refunded.amount) : undefined,
    failureCode: type === 'payment.failed' ? snapshot.card_details?.errors?.[0]?.code : undefined,
    providerStatus: status,
    // Set by the seller's server or point of sale with the API (docs/payments-api/take-payments).
    ...merchantReference({
      field: 'payment.reference_id',
      value: snapshot.reference_id,
      writer: 'merchant',
    }),
    customerRef: snapshot.customer_id,
  };
  return { facts: [facts], warnings: type ? [] : [unknownWord('payment status', status)] };
});
