import type { EventFacts } from '@payspool/events';
import { unknownWord } from '../../contract/index.ts';
import { merchantRefOf } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { about } from '../read-data.ts';
import { Charge } from '../schema.ts';

export type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;

/**
 * By the status of a transaction (paystack.com/docs/payments/verify-payments, "Transaction statuses"). `reversed`: the money came in
 * and went back, which its refund or dispute says.
 */
export const CHARGE_TYPES: ReadonlyMap<string | undefined, PaymentFacts['type']> = new Map([
  ['success', 'payment.succeeded'],
  ['reversed', 'payment.succeeded'],
  ['ongoing', 'payment.pending'],
  ['pending', 'payment.pending'],
  ['processing', 'payment.pending'],
  ['queued', 'payment.pending'],
  ['abandoned', 'payment.pending'],
  ['failed', 'payment.failed'],
]);

/**
 * A transaction. One with a plan belongs to a subscription and does not name it. It is connected through the customer and the plan,
 * and makes no order.
 */
export const charge = about(Charge, (transaction, { occurredAt }) => {
  const { reference, status, plan, customer, metadata } = transaction;
  // The name of the event says that it succeeded.
  const type = status === undefined ? 'payment.succeeded' : CHARGE_TYPES.get(status);
  const customerRef = customer?.customer_code;
  const facts: PaymentFacts = {
    type: type ?? 'payment.linked',
    occurredAt,
    paymentRef: reference,
    ...(plan === undefined
      ? { orderRef: reference, settlesOrder: true }
      : { orderRef: signUpRef({ customerRef, plan }), tentative: true }),
    amount: money(transaction.amount, transaction.currency),
    providerStatus: status,
    ...merchantRefOf({ metadata, reference: plan === undefined ? reference : undefined }),
    customerRef,
  };
  return { facts: [facts], warnings: type ? [] : [unknownWord('transaction status', status)] };
});

/**
 * What connects the charge that began a subscription with the subscription: both name the customer and the plan, and neither names the
 * other. It is used like the id of an order, and no row has it.
 */
export const signUpRef = ({
  customerRef,
  plan,
}: {
  readonly customerRef: string | undefined;
  readonly plan: string | undefined;
}): string | undefined =>
  customerRef === undefined || plan === undefined ? undefined : `${customerRef}/${plan}`.slice(0, 255);
