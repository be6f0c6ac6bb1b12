import { createHash } from 'node:crypto';
import { checkShape, parseLosslessBody, UnusableEventError } from '../contract/index.ts';
import {
  BareAnswer,
  Confirmed,
  unreadFields,
  WrappedAnswer,
  type Content,
  type Transaction,
} from './schema.ts';

/** A transaction, and where in the body it stands. */
export type LocatedTransaction = Transaction & { readonly path: string };

/** What the API said of one order. */
export interface ConfirmedAnswer {
  readonly orderId: string;
  /** The order's own fields, where the answer has them. */
  readonly order: { readonly amount?: string; readonly currency?: string; readonly path: string };
  readonly transactions: readonly LocatedTransaction[];
  /** Paths of fields that only add, are there, and could not be read. */
  readonly unread: readonly string[];
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
  const { order_id: orderId, answer } = confirmed;
  const inData = !Array.isArray(answer) && answer.data != null;
  const root = inData ? 'answer.data' : 'answer';
  const content: Content = inData
    ? checkShape(WrappedAnswer, confirmed).answer.data
    : checkShape(BareAnswer, confirmed).answer;
  const given: unknown = inData ? answer.data : answer;
  const located = (field: 'transaction' | 'transactions') =>
    (content[field] ?? []).map((entry, index) => ({ ...entry, path: `${root}.${field}.${index}` }));
  const transactions = [...located('transaction'), ...located('transactions')];
  const orders = [
    { ...content.order, given: fieldOf(given, 'order'), path: `${root}.order` },
    { ...content, given, path: root },
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
