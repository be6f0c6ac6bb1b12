import { createHash } from 'node:crypto';
import { checkShape, readLosslessJson, unreadFields, UnusableEventError } from '../contract/index.ts';
import { BareAnswer, Confirmed, WrappedAnswer, type Content, type Transaction } from './schema.ts';

/** A transaction with its path in the body. */
export type LocatedTransaction = Transaction & { readonly path: string };

/** The API's answer about one order. */
export interface ConfirmedAnswer {
  readonly orderId: string;
  /** The order's own fields, if the answer has them. */
  readonly order: { readonly amount?: string; readonly currency?: string; readonly path: string };
  readonly transactions: readonly LocatedTransaction[];
  /** Paths of optional fields that are present but invalid. */
  readonly unread: readonly string[];
}

/**
 * The body to record: `{"order_id":…,"answer":…}` with the API's bytes inside, unchanged. The documented answer does not repeat
 * the id of the requested order, and without it a transaction could not be assigned to an order.
 */
export const confirmedBody = (orderId: string, answer: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"order_id":"${orderId}","answer":`), answer, Buffer.from('}')]);

/** The same answer about an order is always the same event. */
export const confirmedKey = (orderId: string, answer: Buffer): string =>
  `${orderId}:${createHash('sha256').update(answer).digest('hex').slice(0, 32)}`;

/** @throws {UnusableEventError} with the name of the field, also if the answer is about another order */
export const readConfirmed = (body: Buffer): ConfirmedAnswer => readAnswer(readLosslessJson(body));

/** The same for `{"order_id":…,"answer":…}` whose numbers have kept their text. */
export function readAnswer(given: unknown): ConfirmedAnswer {
  const confirmed = checkShape(Confirmed, given);
  const { order_id: orderId, answer } = confirmed;
  const inData = !Array.isArray(answer) && answer.data != null;
  const root = inData ? 'answer.data' : 'answer';
  const content: Content = inData
    ? checkShape(WrappedAnswer, confirmed).answer.data
    : checkShape(BareAnswer, confirmed).answer;
  const whole: unknown = inData ? answer.data : answer;
  const located = (field: 'transaction' | 'transactions') =>
    (content[field] ?? []).map((entry, index) => ({ ...entry, path: `${root}.${field}.${index}` }));
  const transactions = [...located('transaction'), ...located('transactions')];
  const orders = [
    { ...content.order, given: fieldOf(whole, 'order'), path: `${root}.order` },
    { ...content, given: whole, path: root },
  ];
  for (const { order_id: other, path } of [...orders, ...transactions]) {
    if (other !== undefined && other !== orderId)
      throw new UnusableEventError('schema_violation', {
        path: `${path}.order_id`,
        message: 'the answer is about another order',
      });
  }
  const stated = orders.find(({ amount }) => amount !== undefined);
  return {
    orderId,
    order: {
      amount: stated?.amount,
      currency: orders.find(({ currency }) => currency !== undefined)?.currency,
      path: stated?.path ?? root,
    },
    transactions,
    unread: [
      ...orders.flatMap((order) => unreadFields(order.given, order).map((field) => `${order.path}.${field}`)),
      ...transactions.flatMap(({ path, unread }) => unread.map((field) => `${path}.${field}`)),
    ],
  };
}

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? (value as Record<string, unknown>)[field]
    : undefined;
