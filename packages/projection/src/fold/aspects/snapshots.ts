import type { SubjectKind } from '@payspool/events';
import type { OrderRow, PaymentRow, RefundRow, Rows, SubscriptionRow } from '../rows.ts';
import type { Aspect } from './aspect.ts';
import { ORDER_ASPECTS } from './order-aspects.ts';
import { PAYMENT_ASPECTS } from './payment-aspects.ts';
import { REFUND_ASPECTS } from './refund-aspects.ts';
import { SUBSCRIPTION_ASPECTS } from './subscription-aspects.ts';

type SnapshotRows = Pick<Rows, 'orders' | 'payments' | 'subscriptions' | 'refunds'>;

/** An order, payment, subscription or refund after a fold, with the values of its aspects. */
export type Snapshot = {
  /** Its current id at the provider. */
  readonly ref: string;
  /** The value of each aspect, in the order in which changes of one instant are published. */
  readonly aspects: readonly {
    readonly name: string;
    readonly value: string;
    readonly topic: Aspect<never>['topic'];
    readonly isQuiet: boolean;
    readonly isByClock: boolean;
    readonly at: Aspect<never>['at'];
  }[];
} & (
  | { readonly kind: 'payment'; readonly row: PaymentRow }
  | { readonly kind: 'order'; readonly row: OrderRow }
  | { readonly kind: 'subscription'; readonly row: SubscriptionRow }
  | { readonly kind: 'refund'; readonly row: RefundRow }
);

/** Snapshots of all rows, in the order in which changes of one instant are published. Without `now`, the time of publishing has no effect. */
export const snapshotsOf = (rows: SnapshotRows, now?: string): Snapshot[] =>
  Array.from(eachSnapshot(rows, now), ([, snapshot]) => snapshot);

/** Yields the same snapshots one by one, each with its position. */
export function* eachSnapshot(
  { payments, orders, subscriptions, refunds }: SnapshotRows,
  now?: string,
): Generator<readonly [number, Snapshot], undefined, undefined> {
  let at = 0;
  for (const row of payments) {
    yield [at, { kind: 'payment', ref: row.paymentRef, row, aspects: evaluate(PAYMENT_ASPECTS, row, now) }];
    at += 1;
  }
  for (const row of orders) {
    yield [at, { kind: 'order', ref: row.orderRef, row, aspects: evaluate(ORDER_ASPECTS, row, now) }];
    at += 1;
  }
  for (const row of subscriptions) {
    const aspects = evaluate(SUBSCRIPTION_ASPECTS, row, now);
    yield [at, { kind: 'subscription', ref: row.subscriptionRef, row, aspects }];
    at += 1;
  }
  for (const row of refunds) {
    yield [at, { kind: 'refund', ref: row.refundRef, row, aspects: evaluate(REFUND_ASPECTS, row, now) }];
    at += 1;
  }
}

const evaluate = <Row>(aspects: readonly Aspect<Row>[], row: Row, now: string | undefined) =>
  aspects.map(({ name, of, topic, isQuiet = false, isByClock = false, at }) => ({
    name,
    value: of(row, now),
    topic,
    isQuiet,
    isByClock,
    at,
  }));

/** Identifies an aspect of a row within its purchase or subscription. */
export const aspectKey = (kind: SubjectKind, ref: string, aspect: string): string =>
  `${kind} ${aspect} ${ref}`;
