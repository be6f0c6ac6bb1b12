import type { SubjectKind } from '@payspool/events';
import type { OrderRow, PaymentRow, RefundRow, Rows, SubscriptionRow } from '../rows.ts';
import type { Facet } from './facet.ts';
import { ORDER_FACETS } from './order-facets.ts';
import { PAYMENT_FACETS } from './payment-facets.ts';
import { REFUND_FACETS } from './refund-facets.ts';
import { SUBSCRIPTION_FACETS } from './subscription-facets.ts';

type TellingRows = Pick<Rows, 'orders' | 'payments' | 'subscriptions' | 'refunds'>;

/** An order, payment or subscription as one fold leaves it, ready to be told of. */
export type Standing = {
  /** The provider's name for it now. */
  readonly ref: string;
  /** Where each facet stands, in the order in which moves of one moment are told. */
  readonly facets: readonly {
    readonly name: string;
    readonly value: string;
    readonly topic: Facet<never>['topic'];
    readonly isQuiet: boolean;
    readonly isByClock: boolean;
    readonly at: Facet<never>['at'];
  }[];
} & (
  | { readonly kind: 'payment'; readonly row: PaymentRow }
  | { readonly kind: 'order'; readonly row: OrderRow }
  | { readonly kind: 'subscription'; readonly row: SubscriptionRow }
  | { readonly kind: 'refund'; readonly row: RefundRow }
);

/** Everything that there is to tell of, in the order in which moves of one moment are told. Without `now` as the history has it, whatever time it is. */
export const standingsOf = (rows: TellingRows, now?: string): Standing[] =>
  Array.from(eachStanding(rows, now), ([, standing]) => standing);

/** The same one after the other, each with its place. */
export function* eachStanding(
  { payments, orders, subscriptions, refunds }: TellingRows,
  now?: string,
): Generator<readonly [number, Standing], undefined, undefined> {
  let at = 0;
  for (const row of payments) {
    yield [at, { kind: 'payment', ref: row.paymentRef, row, facets: evaluate(PAYMENT_FACETS, row, now) }];
    at += 1;
  }
  for (const row of orders) {
    yield [at, { kind: 'order', ref: row.orderRef, row, facets: evaluate(ORDER_FACETS, row, now) }];
    at += 1;
  }
  for (const row of subscriptions) {
    const facets = evaluate(SUBSCRIPTION_FACETS, row, now);
    yield [at, { kind: 'subscription', ref: row.subscriptionRef, row, facets }];
    at += 1;
  }
  for (const row of refunds) {
    yield [at, { kind: 'refund', ref: row.refundRef, row, facets: evaluate(REFUND_FACETS, row, now) }];
    at += 1;
  }
}

const evaluate = <Row>(facets: readonly Facet<Row>[], row: Row, now: string | undefined) =>
  facets.map(({ name, of, topic, isQuiet = false, isByClock = false, at }) => ({
    name,
    value: of(row, now),
    topic,
    isQuiet,
    isByClock,
    at,
  }));

/** Names one facet of one thing within its purchase or subscription. */
export const facetKey = (kind: SubjectKind, ref: string, facet: string): string => `${kind} ${facet} ${ref}`;
