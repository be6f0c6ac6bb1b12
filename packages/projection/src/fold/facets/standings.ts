import type { SubjectKind } from '@payspool/events';
import type { OrderRow, PaymentRow, Rows, SubscriptionRow } from '../rows.ts';
import type { Facet } from './facet.ts';
import { ORDER_FACETS } from './order-facets.ts';
import { PAYMENT_FACETS } from './payment-facets.ts';
import { SUBSCRIPTION_FACETS } from './subscription-facets.ts';

type TellingRows = Pick<Rows, 'orders' | 'payments' | 'subscriptions'>;

/** An order, payment or subscription as one fold leaves it, ready to be told of. */
export type Standing = {
  /** The provider's name for it now. */
  readonly ref: string;
  /** Where each facet stands, in the order in which moves of one moment are told. */
  readonly facets: readonly {
    readonly name: string;
    readonly value: string;
    readonly topic: Facet<never>['topic'];
  }[];
} & (
  | { readonly kind: 'payment'; readonly row: PaymentRow }
  | { readonly kind: 'order'; readonly row: OrderRow }
  | { readonly kind: 'subscription'; readonly row: SubscriptionRow }
);

/** Everything that there is to tell of, in the order in which moves of one moment are told. */
export const standingsOf = ({ payments, orders, subscriptions }: TellingRows): Standing[] => [
  ...payments.map((row) => ({
    kind: 'payment' as const,
    ref: row.paymentRef,
    row,
    facets: evaluate(PAYMENT_FACETS, row),
  })),
  ...orders.map((row) => ({
    kind: 'order' as const,
    ref: row.orderRef,
    row,
    facets: evaluate(ORDER_FACETS, row),
  })),
  ...subscriptions.map((row) => ({
    kind: 'subscription' as const,
    ref: row.subscriptionRef,
    row,
    facets: evaluate(SUBSCRIPTION_FACETS, row),
  })),
];

const evaluate = <Row>(facets: readonly Facet<Row>[], row: Row) =>
  facets.map(({ name, of, topic }) => ({ name, value: of(row), topic }));

/** Names one facet of one thing within its purchase or subscription. */
export const facetKey = (kind: SubjectKind, ref: string, facet: string): string => `${kind} ${facet} ${ref}`;
