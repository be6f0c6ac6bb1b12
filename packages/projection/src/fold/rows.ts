import type {
  DisputeStatus,
  OrderStatus,
  PaymentStatus,
  RefundStatus,
  SubscriptionStatus,
} from '@payspool/events';

/** Rows as the fold makes them: column values without the account and the bookkeeping. Times are UTC text. */
interface AmountColumns {
  readonly currency: string | null;
  readonly exponent: number | null;
  readonly amountMinor: bigint | null;
}

export interface OrderRow extends AmountColumns {
  readonly orderRef: string;
  readonly merchantRef: string | null;
  readonly status: OrderStatus;
  readonly providerStatus: string | null;
  readonly disputed: boolean;
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
  readonly customerRef: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PaymentRow extends AmountColumns {
  readonly paymentRef: string;
  readonly orderRef: string | null;
  readonly subscriptionRef: string | null;
  readonly status: PaymentStatus;
  readonly providerStatus: string | null;
  readonly failureCode: string | null;
  readonly refundedMinor: bigint;
  readonly occurredAt: string;
}

export interface RefundRow extends AmountColumns {
  readonly refundRef: string;
  readonly paymentRef: string | null;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly occurredAt: string;
}

export interface DisputeRow extends AmountColumns {
  readonly disputeRef: string;
  readonly paymentRef: string | null;
  readonly status: DisputeStatus;
  readonly reason: string | null;
  readonly occurredAt: string;
}

export interface SubscriptionRow {
  readonly subscriptionRef: string;
  readonly merchantRef: string | null;
  readonly customerRef: string | null;
  readonly planRef: string | null;
  readonly quantity: number | null;
  readonly status: SubscriptionStatus;
  readonly providerStatus: string | null;
  readonly currentPeriodStart: string | null;
  readonly currentPeriodEnd: string | null;
  readonly cancelAt: string | null;
  readonly canceledAt: string | null;
  readonly trialEnd: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ChangeRow {
  readonly kind: 'order' | 'subscription';
  readonly ref: string;
  /** From 1, without gaps, per order or subscription. */
  readonly sequence: number;
  readonly eventKey: string;
  /** Column values before, amounts as text; empty for the first change. */
  readonly from: Readonly<Record<string, ChangeValue>>;
  readonly to: Readonly<Record<string, ChangeValue>>;
  readonly at: string;
}
export type ChangeValue = string | number | boolean | null;

/** Everything that one purchase or subscription leaves in the tables. */
export interface Rows {
  readonly orders: readonly OrderRow[];
  readonly payments: readonly PaymentRow[];
  readonly refunds: readonly RefundRow[];
  readonly disputes: readonly DisputeRow[];
  readonly subscriptions: readonly SubscriptionRow[];
  readonly changes: readonly ChangeRow[];
}
