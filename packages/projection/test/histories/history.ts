import { canonicalEvent, type EventFacts, type Money } from '@payspool/events';
import type { RecordedEvent } from '../../src/index.ts';
import type { DisputeRow, OrderRow, PaymentRow, RefundRow, Rows, SubscriptionRow } from '../../src/index.ts';

/** The events of one purchase or subscription, and the rows that they leave: written by hand, in the order in which things happened. */
export interface History {
  /** What it shows, as a statement. */
  readonly name: string;
  readonly events: readonly RecordedEvent[];
  readonly rows: Omit<Rows, 'changes'>;
}

type FactsAt = EventFacts extends infer Facts
  ? Facts extends EventFacts
    ? Omit<Facts, 'occurredAt'>
    : never
  : never;

/** One delivery of one event, `key` naming both; `time` is the second at which it happened. */
export const eventAt = (key: string, time: number, facts: FactsAt): RecordedEvent => ({
  eventKey: key,
  index: 0,
  event: canonicalEvent({ ...facts, occurredAt: at(time) }),
});

/** The given second of the one minute in which all histories happen. */
export const at = (second: number): string => `2026-01-31T12:00:${String(second).padStart(2, '0')}.000Z`;

export const eur = (amountMinor: bigint): Money => ({ amountMinor, currency: 'EUR', exponent: 2 });
export const usd = (amountMinor: bigint): Money => ({ amountMinor, currency: 'USD', exponent: 2 });

const noAmount = { currency: null, exponent: null, amountMinor: null };

/** Who wrote a merchant reference, and where, is said only where it matters: else it is the merchant's, in a field without a name. */
const reference = ({ merchantRef = null }: { readonly merchantRef?: string | null }) => ({
  merchantRef,
  merchantRefField: null,
  merchantRefWriter: merchantRef === null ? null : ('merchant' as const),
});

/** What an order's status usually means for access; where it does not, the row says so. */
const ORDER_ACCESS: Readonly<Record<OrderRow['status'], OrderRow['access']>> = {
  pending: 'none',
  authorized: 'none',
  failed: 'none',
  canceled: 'none',
  paid: 'granted',
  partially_refunded: 'granted',
  refunded: 'revoked',
};

/** The same for a subscription: while it runs nothing ends it, and before it runs there is none. */
const RUNNING: ReadonlySet<SubscriptionRow['status']> = new Set(['trialing', 'active', 'past_due']);

/** A row with what is not said left at nothing. */
export const order = (
  row: Pick<OrderRow, 'orderRef' | 'status' | 'createdAt' | 'updatedAt'> & Partial<OrderRow>,
): OrderRow => ({
  ...noAmount,
  ...reference(row),
  providerStatus: null,
  disputed: false,
  access: ORDER_ACCESS[row.status],
  paidMinor: 0n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  customerRef: null,
  ...row,
});

export const payment = (
  row: Pick<PaymentRow, 'paymentRef' | 'status' | 'occurredAt'> & Partial<PaymentRow>,
): PaymentRow => ({
  ...noAmount,
  orderRef: null,
  subscriptionRef: null,
  providerStatus: null,
  failureCode: null,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  disputed: false,
  ...row,
});

export const refund = (
  row: Pick<RefundRow, 'refundRef' | 'status' | 'occurredAt'> & Partial<RefundRow>,
): RefundRow => ({
  ...noAmount,
  paymentRef: null,
  reason: null,
  ...row,
});

export const dispute = (
  row: Pick<DisputeRow, 'disputeRef' | 'status' | 'occurredAt'> & Partial<DisputeRow>,
): DisputeRow => ({
  ...noAmount,
  transactionRef: '',
  paymentRef: null,
  reason: null,
  ...row,
});

export const subscription = (
  row: Pick<SubscriptionRow, 'subscriptionRef' | 'status' | 'createdAt' | 'updatedAt'> &
    Partial<SubscriptionRow>,
): SubscriptionRow => ({
  ...reference(row),
  customerRef: null,
  planRef: null,
  quantity: null,
  items: null,
  startsAt: null,
  collectionPaused: false,
  collectionResumesAt: null,
  paidPeriodStart: null,
  paidUntil: null,
  paidUntilSource: null,
  access: RUNNING.has(row.status) ? 'granted' : 'none',
  validUntil: null,
  accessEndReason: null,
  providerStatus: null,
  currentPeriodStart: null,
  currentPeriodEnd: null,
  cancelAt: null,
  canceledAt: null,
  trialEnd: null,
  ...row,
});

/** The rows of a history, in the tables that are named. */
export const rows = (tables: Partial<History['rows']>): History['rows'] => ({
  orders: [],
  payments: [],
  refunds: [],
  disputes: [],
  subscriptions: [],
  ...tables,
});
