import type {
  AccessEndReason,
  DisputeStatus,
  OrderAccess,
  OrderStatus,
  PaidUntilSource,
  PaymentStatus,
  ReferenceWriter,
  RefundStatus,
  SubscriptionAccess,
  SubscriptionItem,
  SubscriptionStatus,
} from '@payspool/events';

/** Rows as the fold returns them: column values without the account and the bookkeeping. Times are UTC text. */
interface AmountColumns {
  readonly currency: string | null;
  readonly exponent: number | null;
  readonly amountMinor: bigint | null;
}

/** The merchant's own id of a purchase, the provider's field that it was read from, and who can write that field. */
export interface MerchantReferenceColumns {
  readonly merchantRef: string | null;
  readonly merchantRefField: string | null;
  readonly merchantRefWriter: ReferenceWriter | null;
}

export interface OrderRow extends AmountColumns, MerchantReferenceColumns {
  readonly orderRef: string;
  readonly status: OrderStatus;
  readonly providerStatus: string | null;
  readonly disputed: boolean;
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
  readonly access: OrderAccess;
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
  readonly chargedBackMinor: bigint;
  readonly disputed: boolean;
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
  /** Empty if the dispute is not split by transaction. */
  readonly transactionRef: string;
  readonly paymentRef: string | null;
  readonly status: DisputeStatus;
  readonly reason: string | null;
  readonly occurredAt: string;
}

export interface SubscriptionRow extends MerchantReferenceColumns {
  readonly subscriptionRef: string;
  readonly customerRef: string | null;
  readonly planRef: string | null;
  readonly quantity: number | null;
  readonly items: readonly SubscriptionItem[] | null;
  readonly status: SubscriptionStatus;
  readonly providerStatus: string | null;
  readonly currentPeriodStart: string | null;
  readonly currentPeriodEnd: string | null;
  readonly cancelAt: string | null;
  readonly canceledAt: string | null;
  readonly trialEnd: string | null;
  readonly startsAt: string | null;
  readonly collectionPaused: boolean;
  readonly collectionResumesAt: string | null;
  readonly paidPeriodStart: string | null;
  readonly paidUntil: string | null;
  readonly paidUntilSource: PaidUntilSource | null;
  readonly access: SubscriptionAccess;
  readonly validUntil: string | null;
  readonly accessEndReason: AccessEndReason | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ChangeRow {
  readonly kind: 'order' | 'subscription';
  readonly ref: string;
  /** The event that made the change: the key of its delivery, and its position among the events of that delivery. */
  readonly eventKey: string;
  readonly eventIndex: number;
  /** Column values before; empty for the first change. */
  readonly from: Readonly<Record<string, ChangeValue>>;
  readonly to: Readonly<Record<string, ChangeValue>>;
  /**
   * The sums that the event changed, and by how much, as digits. A late event leaves the differences of later changes as
   * they are.
   */
  readonly moved: Readonly<Record<string, string>>;
  readonly at: string;
  /** Orders the changes of one time, before event key and index: see `compareChanges`. */
  readonly place: number;
}
export type ChangeValue = string | number | boolean | null;

/** All rows of one purchase or subscription. */
export interface Rows {
  readonly orders: readonly OrderRow[];
  readonly payments: readonly PaymentRow[];
  readonly refunds: readonly RefundRow[];
  readonly disputes: readonly DisputeRow[];
  readonly subscriptions: readonly SubscriptionRow[];
  readonly changes: readonly ChangeRow[];
}

/** Adds the changes to the other rows. */
export const withChanges = (
  { orders, payments, subscriptions, refunds, disputes }: Omit<Rows, 'changes'>,
  changes: Rows['changes'],
): Rows => ({ orders, payments, subscriptions, refunds, disputes, changes });
