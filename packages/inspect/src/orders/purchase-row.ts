import type { OrderStatus, SubscriptionStatus } from '@payspool/events';

/** What identifies an order or a subscription. */
export interface PurchaseName {
  readonly kind: PurchaseKind;
  readonly provider: string;
  readonly account: string;
  readonly ref: string;
}
export type PurchaseKind = 'order' | 'subscription';

interface CommonRow extends PurchaseName {
  readonly merchantRef: string | null;
  /** The provider's field from which `merchantRef` was read, and who can have written it. */
  readonly merchantRefField: string | null;
  readonly merchantRefWriter: string | null;
  readonly customerRef: string | null;
  readonly providerStatus: string | null;
  readonly access: string;
  /** By the provider's clock. */
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly aggregateId: bigint;
}

/** A row of `orders`. Its sums are in its currency. */
export interface OrderRow extends CommonRow {
  readonly kind: 'order';
  readonly status: OrderStatus;
  readonly disputed: boolean;
  readonly currency: string | null;
  readonly exponent: number | null;
  readonly amountMinor: bigint | null;
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
}

/** A row of `subscriptions`. */
export interface SubscriptionRow extends CommonRow {
  readonly kind: 'subscription';
  readonly status: SubscriptionStatus;
  readonly planRef: string | null;
  readonly quantity: bigint | null;
  readonly currentPeriodStart: Date | null;
  readonly currentPeriodEnd: Date | null;
  readonly cancelAt: Date | null;
  readonly canceledAt: Date | null;
  readonly trialEnd: Date | null;
  readonly startsAt: Date | null;
  readonly collectionPaused: boolean;
  readonly collectionResumesAt: Date | null;
  readonly paidPeriodStart: Date | null;
  readonly paidUntil: Date | null;
  readonly paidUntilSource: string | null;
  readonly validUntil: Date | null;
  readonly accessEndReason: string | null;
}

const COMMON = {
  provider: 'provider',
  account: 'account',
  merchantRef: 'merchant_ref',
  merchantRefField: 'merchant_ref_field',
  merchantRefWriter: 'merchant_ref_writer',
  customerRef: 'customer_ref',
  status: 'status',
  providerStatus: 'provider_status',
  access: 'access',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  aggregateId: 'aggregate_id',
} as const;

export const ORDER_COLUMNS = {
  ...COMMON,
  ref: 'order_ref',
  disputed: 'disputed',
  currency: 'currency',
  exponent: 'exponent',
  amountMinor: 'amount_minor',
  paidMinor: 'paid_minor',
  refundedMinor: 'refunded_minor',
  chargedBackMinor: 'charged_back_minor',
} as const satisfies Readonly<Record<Exclude<keyof OrderRow, 'kind'>, string>>;

export const SUBSCRIPTION_COLUMNS = {
  ...COMMON,
  ref: 'subscription_ref',
  planRef: 'plan_ref',
  quantity: 'quantity',
  currentPeriodStart: 'current_period_start',
  currentPeriodEnd: 'current_period_end',
  cancelAt: 'cancel_at',
  canceledAt: 'canceled_at',
  trialEnd: 'trial_end',
  startsAt: 'starts_at',
  collectionPaused: 'collection_paused',
  collectionResumesAt: 'collection_resumes_at',
  paidPeriodStart: 'paid_period_start',
  paidUntil: 'paid_until',
  paidUntilSource: 'paid_until_source',
  validUntil: 'valid_until',
  accessEndReason: 'access_end_reason',
} as const satisfies Readonly<Record<Exclude<keyof SubscriptionRow, 'kind'>, string>>;
