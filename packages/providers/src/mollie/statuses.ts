import type { EventFacts, SubscriptionStatus } from '@payspool/events';

type Type<Subject extends string> = Extract<EventFacts['type'], `${Subject}.${string}`>;

/** docs.mollie.com/docs/handling-payment-status. All but `open`, `pending` and `authorized` are definitive there. */
export const PAYMENT_TYPES: ReadonlyMap<string, Type<'payment'>> = new Map([
  ['open', 'payment.pending'],
  ['pending', 'payment.pending'],
  ['authorized', 'payment.authorized'],
  ['paid', 'payment.succeeded'],
  ['failed', 'payment.failed'],
  ['canceled', 'payment.canceled'],
  ['expired', 'payment.canceled'],
]);

/** Statuses after which Mollie changes a payment only by its refunds and chargebacks, and announces those. */
export const DEFINITIVE: ReadonlySet<string> = new Set([
  'authorized',
  'paid',
  'failed',
  'canceled',
  'expired',
]);

/** docs.mollie.com/reference/get-refund. A refund moves money when it is `refunded`, and `failed` may follow that. */
export const REFUND_TYPES: ReadonlyMap<string, Type<'refund'>> = new Map([
  ['queued', 'refund.pending'],
  ['pending', 'refund.pending'],
  ['processing', 'refund.pending'],
  ['refunded', 'refund.succeeded'],
  ['failed', 'refund.failed'],
  ['canceled', 'refund.failed'],
]);

/** docs.mollie.com/reference/get-subscription. `suspended`: there is no valid mandate. `completed`: all payments were made. */
export const SUBSCRIPTION_STATUSES: ReadonlyMap<string, SubscriptionStatus> = new Map([
  ['pending', 'incomplete'],
  ['active', 'active'],
  ['suspended', 'paused'],
  ['canceled', 'canceled'],
  ['completed', 'expired'],
]);
