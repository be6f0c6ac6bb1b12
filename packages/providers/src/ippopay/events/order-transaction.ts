import type { EventFacts, Money } from '@payspool/events';
import { fromIsoText, UnusableEventError } from '../../contract/index.ts';
import type { ConfirmedAnswer, LocatedTransaction } from '../confirmed-answer.ts';
import { readMoney } from '../money.ts';
import { isRefunded, paymentTypeOf } from '../transaction-states.ts';

/** From one confirmed answer to what it means. Throws `UnusableEventError` naming the field. */
export type EventHandler = (answer: ConfirmedAnswer) => Meaning;

interface Meaning {
  /** Each with the provider's time of it. */
  readonly facts: readonly EventFacts[];
  readonly warnings: readonly string[];
}

/** `GET /v1/order/{id}/transaction`: a snapshot of the order's payments, and of its amount where the answer has one. */
export const orderTransaction: EventHandler = (answer) => {
  const payments = answer.transactions.map((transaction) => payment(transaction, answer));
  const [first] = payments.map(({ occurredAt }) => occurredAt).toSorted();
  return {
    facts: first && answer.order.amount ? [order(answer, answer.order.amount, first), ...payments] : payments,
    warnings: answer.transactions.flatMap(unknownWords),
  };
};

const order = (
  { orderId, order: { currency } }: ConfirmedAnswer,
  amount: string,
  occurredAt: string,
): EventFacts => ({
  type: 'order.created',
  occurredAt,
  orderRef: orderId,
  amount: readMoney({ text: amount, currency, path: 'answer.amount' }),
});

function payment(transaction: LocatedTransaction, { orderId, order: { currency } }: ConfirmedAnswer) {
  const occurredAt = fromIsoText(transaction.updatedAt) ?? fromIsoText(transaction.createdAt);
  if (!occurredAt)
    throw new UnusableEventError('schema_violation', {
      path: `${transaction.path}.createdAt`,
      message: 'not a time',
    });
  const type = paymentTypeOf(transaction.status) ?? 'payment.linked';
  const amount = amountOf(transaction, currency);
  if (type === 'payment.succeeded' && !amount) {
    throw new UnusableEventError('schema_violation', {
      path: `${transaction.path}.cost.paid`,
      message: 'the amount that was paid is missing',
    });
  }
  return {
    type,
    occurredAt,
    providerStatus: transaction.status,
    paymentRef: transaction.trans_id,
    orderRef: orderId,
    amount,
    // Left out while nothing is refunded: two snapshots of one moment then cannot take a refund back.
    amountRefundedMinor: isRefunded(transaction.refund_status ?? '') ? amount?.amountMinor : undefined,
    settlesOrder: true,
  } as const satisfies EventFacts;
}

function amountOf(
  transaction: LocatedTransaction,
  orderCurrency: string | null | undefined,
): Money | undefined {
  const currency = transaction.currency ?? orderCurrency;
  if (transaction.is_intl_payment && !currency) {
    throw new UnusableEventError('currency_unknown', {
      path: `${transaction.path}.currency`,
      message: 'an international payment without one',
    });
  }
  const paid = transaction.cost?.paid;
  return paid == null
    ? undefined
    : readMoney({ text: paid, currency, path: `${transaction.path}.cost.paid` });
}

function unknownWords({ status, refund_status: refund }: LocatedTransaction): string[] {
  const warnings = paymentTypeOf(status) ? [] : [`unknown transaction status "${status.slice(0, 40)}"`];
  return refund && isRefunded(refund) === undefined
    ? [...warnings, `unknown refund status "${refund.slice(0, 40)}"`]
    : warnings;
}
