import type {
  DisputeRow,
  OrderRow,
  PaymentRow,
  RecordedEvent,
  RefundRow,
  SubscriptionRow,
} from '../../src/index.ts';
import type { CanonicalEvent } from '@payspool/events';
import type { Provider } from '../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../providers/src/simulator/contract.ts';

/** The deliveries of one purchase or subscription: real bodies of a provider, and the rows that they must leave. */
export interface Lifecycle {
  /** As a statement. */
  readonly name: string;
  /** In the order in which things happened; at most seven, so that every order can be tried. */
  readonly deliveries: readonly Delivered[];
  /** Written by hand: every row, in its key columns. */
  readonly rows: ExpectedRows;
}

/** One delivery, read once: the canonical events that the provider's own `normalise` makes of its body. */
export interface Delivered {
  readonly type: string;
  readonly events: readonly RecordedEvent[];
}

export interface ExpectedRows {
  readonly orders: readonly Chosen<
    OrderRow,
    | 'orderRef'
    | 'status'
    | 'disputed'
    | 'currency'
    | 'amountMinor'
    | 'paidMinor'
    | 'refundedMinor'
    | 'chargedBackMinor'
  >[];
  readonly payments: readonly Chosen<
    PaymentRow,
    'paymentRef' | 'orderRef' | 'subscriptionRef' | 'status' | 'amountMinor' | 'refundedMinor' | 'occurredAt'
  >[];
  readonly refunds: readonly Chosen<RefundRow, 'refundRef' | 'paymentRef' | 'status' | 'amountMinor'>[];
  readonly disputes: readonly Chosen<DisputeRow, 'disputeRef' | 'paymentRef' | 'status' | 'amountMinor'>[];
  readonly subscriptions: readonly Chosen<
    SubscriptionRow,
    'subscriptionRef' | 'status' | 'currentPeriodStart' | 'currentPeriodEnd' | 'cancelAt' | 'canceledAt'
  >[];
}
type Chosen<Row, Key extends keyof Row> = Pick<Row, Key> & Partial<Row>;

/** The rows in the tables that are named, and none in the others. */
export const rows = (tables: Partial<ExpectedRows>): ExpectedRows => ({
  orders: [],
  payments: [],
  refunds: [],
  disputes: [],
  subscriptions: [],
  ...tables,
});

/** When every lifecycle begins. */
export const START = new Date('2026-01-31T12:00:00.000Z');
/** Seconds after the beginning, in the canonical spelling. */
export const after = (seconds: number): string => new Date(START.getTime() + seconds * 1000).toISOString();
export const unixAfter = (seconds: number): number => START.getTime() / 1000 + seconds;

/** Reads deliveries as the worker does; of one that is split each part is a delivery of its own. One that means nothing would prove nothing: it is an error here. */
export function read(
  provider: Provider,
  deliveries: readonly (Pick<SimulatedDelivery, 'body'> & Partial<SimulatedDelivery>)[],
  {
    settings = {},
    headersOf = () => ({}),
    keyOf = (delivery) => provider.identify(delivery).eventKey,
  }: {
    readonly settings?: Record<string, unknown>;
    readonly headersOf?: (index: number) => Record<string, string>;
    readonly keyOf?: (delivery: {
      readonly body: Buffer;
      readonly headers: Record<string, string>;
    }) => string;
  } = {},
): Delivered[] {
  const parsed = provider.settings.parse(settings);
  return deliveries.flatMap(({ body, occurredAt: receivedAt }, place): Delivered[] => {
    const delivery = { body, headers: headersOf(place), ...(receivedAt && { receivedAt }) };
    const eventKey = keyOf(delivery);
    const meaning = provider.normalise(delivery, parsed);
    if (meaning.outcome === 'ignored') throw new Error(`${meaning.type}: ${meaning.reason}`);
    const { type } = meaning;
    const delivered = (events: readonly CanonicalEvent[], key = eventKey): Delivered => ({
      type,
      events: events.map((event, index) => ({ eventKey: key, index, event })),
    });
    if (meaning.outcome === 'events') return [delivered(meaning.events)];
    return meaning.parts.map((part) => {
      if (part.outcome !== 'events') throw new Error(`${type}: part ${part.key} is ${part.outcome}`);
      return delivered(part.events, `${eventKey}#${part.key}`);
    });
  });
}
