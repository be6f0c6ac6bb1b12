import { createHash } from 'node:crypto';
import { checkShape, parseLosslessBody, UnusableEventError } from '../contract/index.ts';
import { BareAnswer, Confirmed, WrappedAnswer, type Content, type Transaction } from './schema.ts';

/** A transaction, and where in the body it stands. */
export type LocatedTransaction = Transaction & { readonly path: string };

/** What the API said of one order. */
export interface ConfirmedAnswer {
  readonly orderId: string;
  /** The order's own fields, where the answer has them. */
  readonly order: { readonly amount?: string | null; readonly currency?: string | null };
  readonly transactions: readonly LocatedTransaction[];
}

/**
 * The body to record: `{"order_id":…,"answer":…}` with the API's bytes inside, unchanged. The documented answer does not
 * repeat the id of the order that was asked for, and without it a transaction belongs to no order.
 */
export const confirmedBody = (orderId: string, answer: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"order_id":"${orderId}","answer":`), answer, Buffer.from('}')]);

/** Of one order, the same answer is the same event, however often it is given. */
export const confirmedKey = (orderId: string, answer: Buffer): string =>
  `${orderId}:${createHash('sha256').update(answer).digest('hex').slice(0, 32)}`;

/** @throws {UnusableEventError} naming the field, also where the answer is about another order */
export function readConfirmed(body: Buffer): ConfirmedAnswer {
  const confirmed = parseLosslessBody(Confirmed, body);
  const inData = confirmed.answer.data != null;
  const root = inData ? 'answer.data' : 'answer';
  const content: Content = inData
    ? checkShape(WrappedAnswer, confirmed).answer.data
    : checkShape(BareAnswer, confirmed).answer;
  const order = content.order ?? content;
  if (order.order_id != null && order.order_id !== confirmed.order_id) {
    throw new UnusableEventError('schema_violation', {
      path: `${root}.order_id`,
      message: 'the answer is about another order',
    });
  }
  const located = (field: 'transaction' | 'transactions') =>
    (content[field] ?? []).map((entry, index) => ({ ...entry, path: `${root}.${field}.${index}` }));
  return {
    orderId: confirmed.order_id,
    order: { amount: order.amount, currency: order.currency },
    transactions: [...located('transaction'), ...located('transactions')],
  };
}
