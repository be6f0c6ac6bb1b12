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
export const standingsOf = (
  { payments, orders, subscriptions, refunds }: TellingRows,
  now?: string,
): Standing[] => [
  ...payments.map((row) => ({
    kind: 'payment' as const,
    ref: row.paymentRef,
    row,
    facets: evaluate(PAYMENT_FACETS, row, now),
  })),
  ...orders.map((row) => ({
    kind: 'order' as const,
    ref: row.orderRef,
    row,
    facets: evaluate(ORDER_FACETS, row, now),
  })),
  ...subscriptions.map((row) => ({
    kind: 'subscription' as const,
    ref: row.subscriptionRef,
    row,
    facets: evaluate(SUBSCRIPTION_FACETS, row, now),
  })),
  ...refunds.map((row) => ({
    kind: 'refund' as const,
    ref: row.refundRef,
    row,
    facets: evaluate(REFUND_FACETS, row, now),
  })),
];

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
