import { z } from 'zod';
import { SubscriptionItem } from './canonical-event.ts';
import { compiled } from './compiled.ts';
import { AmountMinor, Currency, Exponent, SumMinor } from './money.ts';
import { PAYLOAD_UPGRADES } from './payload-upgrades.ts';
import {
  ACCESS_END_REASONS,
  ORDER_ACCESS,
  ORDER_STATUSES,
  PAID_UNTIL_SOURCES,
  PAYMENT_STATUSES,
  REFERENCE_WRITERS,
  REFUND_STATUSES,
  SUBSCRIPTION_ACCESS,
  SUBSCRIPTION_STATUSES,
} from './statuses.ts';
import { checkInCode, storedForm } from './stored-form.ts';
import { Timestamp, Word } from './text.ts';
import { raiseToCurrent, type VersionedFormat } from './versioned-format.ts';

/**
 * Increase it with every change of a payload's schema. Rows in the outbox keep their version and are read through
 * `PAYLOAD_UPGRADES`. `pnpm check:versions` compares the schemas with the recorded ones.
 */
export const PAYLOAD_VERSION = 1;

/** How stored payloads of any version are read. */
export const PAYLOAD_FORMAT: VersionedFormat = {
  field: 'version',
  current: PAYLOAD_VERSION,
  upgrades: PAYLOAD_UPGRADES,
};

const amounts = { currency: Currency.nullable(), exponent: Exponent.nullable() };

const merchantReference = {
  merchantRef: Word.nullable(),
  merchantRefField: Word.nullable(),
  merchantRefWriter: z.enum(REFERENCE_WRITERS).nullable(),
};

const OrderSnapshot = z.object({
  orderRef: Word.meta({ description: "The provider's id of the order, as in the table `orders` now." }),
  ...merchantReference,
  customerRef: Word.nullable(),
  status: z.enum(ORDER_STATUSES),
  providerStatus: Word.nullable(),
  disputed: z.boolean(),
  ...amounts,
  amountMinor: SumMinor.nullable(),
  paidMinor: SumMinor,
  refundedMinor: SumMinor,
  chargedBackMinor: SumMinor,
  access: z.enum(ORDER_ACCESS),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

const PaymentSnapshot = z.object({
  paymentRef: Word,
  orderRef: Word.nullable(),
  subscriptionRef: Word.nullable(),
  ...merchantReference,
  customerRef: Word.nullable(),
  status: z.enum(PAYMENT_STATUSES),
  providerStatus: Word.nullable(),
  failureCode: Word.nullable(),
  ...amounts,
  amountMinor: AmountMinor.nullable(),
  refundedMinor: SumMinor,
  chargedBackMinor: SumMinor,
  disputed: z.boolean(),
  occurredAt: Timestamp,
});

const RefundSnapshot = z.object({
  refundRef: Word,
  paymentRef: Word.nullable(),
  status: z.enum(REFUND_STATUSES),
  ...amounts,
  amountMinor: AmountMinor.nullable(),
  reason: Word.nullable(),
  occurredAt: Timestamp,
});

const SubscriptionSnapshot = z.object({
  subscriptionRef: Word,
  ...merchantReference,
  customerRef: Word.nullable(),
  planRef: Word.nullable(),
  quantity: z.int().nonnegative().nullable(),
  items: z.array(SubscriptionItem).nullable(),
  status: z.enum(SUBSCRIPTION_STATUSES),
  providerStatus: Word.nullable(),
  currentPeriodStart: Timestamp.nullable(),
  currentPeriodEnd: Timestamp.nullable(),
  cancelAt: Timestamp.nullable(),
  canceledAt: Timestamp.nullable(),
  trialEnd: Timestamp.nullable(),
  startsAt: Timestamp.nullable(),
  collectionPaused: z.boolean(),
  collectionResumesAt: Timestamp.nullable(),
  paidPeriodStart: Timestamp.nullable(),
  paidUntil: Timestamp.nullable(),
  paidUntilSource: z.enum(PAID_UNTIL_SOURCES).nullable(),
  access: z.enum(SUBSCRIPTION_ACCESS),
  validUntil: Timestamp.nullable().meta({
    description:
      'The time at which access ends. Null while the provider continues billing: time alone does not end access.',
  }),
  accessEndReason: z.enum(ACCESS_END_REASONS).nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

export const SUBJECT_KINDS = ['order', 'payment', 'subscription', 'refund'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** The subject of a transition. `ref` stays as it was in the first published transition, even if the provider's id changes later. */
const TransitionSubject = z.object({ kind: z.enum(SUBJECT_KINDS), ref: Word });
export type TransitionSubject = z.output<typeof TransitionSubject>;

const common = {
  version: z.literal(PAYLOAD_VERSION),
  provider: Word,
  account: Word,
  subject: TransitionSubject.meta({
    description:
      'The order, payment, subscription or refund: its `kind`, and the `ref` under which it was first published. Neither changes later.',
  }),
  occurrence: z
    .int()
    .positive()
    .meta({ description: 'How often this topic was published for this subject, from 1.' }),
  occurredAt: Timestamp.meta({ description: "When it happened, by the provider's clock." }),
  eventKey: z.string().meta({ description: 'Key of the event that caused it.' }),
};

const order = z.object({
  ...common,
  order: OrderSnapshot.meta({ description: 'The order at the time of publishing.' }),
});
const payment = z.object({
  ...common,
  payment: PaymentSnapshot.meta({ description: 'The payment at the time of publishing.' }),
});
const subscription = z.object({
  ...common,
  subscription: SubscriptionSnapshot.meta({
    description: 'The subscription at the time of publishing.',
  }),
});
const refund = z.object({
  ...common,
  refund: RefundSnapshot.meta({ description: 'The refund at the time of publishing.' }),
});
const withdrawn = z.object({
  ...common,
  movedTo: TransitionSubject.nullable().meta({
    description: 'The subject to which it belongs, if that is known.',
  }),
});

const topic = <Schema extends z.ZodType>(schema: Schema, means: string) => ({ schema, means });

/** The closed list of published topics, each with the schema of its payload. A topic in the second half of a line corrects the first one. */
export const TOPICS = {
  'order.authorized': topic(order, 'The money is authorized and not captured yet.'),
  'order.paid': topic(order, 'The amount due is paid. Published once, whichever event caused it.'),
  'order.unpaid': topic(order, 'Corrects `order.paid`: the payments do not cover the amount due.'),
  'order.partially_refunded': topic(order, 'A further part of the paid amount was refunded, not all of it.'),
  'order.refunded': topic(order, 'The whole paid amount has gone back, by refunds or lost disputes.'),
  'order.refund_reversed': topic(order, 'Less is refunded than was published: a refund failed later.'),
  'order.charged_back': topic(order, 'A dispute was lost; its amount was taken back.'),
  'order.chargeback_reversed': topic(order, "A lost dispute was later decided in the merchant's favour."),
  'order.disputed': topic(order, 'A dispute over one of its payments was opened.'),
  'order.dispute_resolved': topic(order, 'The last open dispute has ended, won, lost or closed.'),
  'order.failed': topic(order, 'Every attempt to pay has failed so far.'),
  'order.canceled': topic(order, 'The order was canceled or expired before it was paid.'),
  'order.reopened': topic(
    order,
    'The order waits for a payment again, after `order.failed`, `order.canceled` or `order.authorized` was published.',
  ),
  'order.updated': topic(order, "The merchant's own id became known after the publishing of the order."),
  'order.withdrawn': topic(
    withdrawn,
    'The published order is not a purchase of its own: it belongs to a subscription or to another order (`movedTo`).',
  ),
  'payment.succeeded': topic(payment, 'A payment succeeded. Renewals of subscriptions publish it too.'),
  'payment.failed': topic(payment, 'An attempt to pay failed.'),
  'payment.canceled': topic(payment, 'The payment was abandoned before it succeeded or failed.'),
  'payment.retried': topic(payment, 'A payment that was published as failed or succeeded is pending again.'),
  'payment.partially_refunded': topic(
    payment,
    "A part of a subscription's payment has been refunded. Refunds of an order are published only as `order.…`.",
  ),
  'payment.refunded': topic(
    payment,
    "The whole amount of a subscription's payment has gone back, by refunds or lost disputes.",
  ),
  'payment.refund_reversed': topic(
    payment,
    "A smaller amount of a subscription's payment is refunded than was published: a refund failed later.",
  ),
  'payment.charged_back': topic(
    payment,
    "A dispute over a subscription's payment was lost; its amount was taken back.",
  ),
  'payment.chargeback_reversed': topic(
    payment,
    "A lost dispute over a subscription's payment was later decided in the merchant's favour.",
  ),
  'payment.disputed': topic(payment, "A dispute over a subscription's payment was opened."),
  'payment.dispute_resolved': topic(
    payment,
    "The last open dispute over a subscription's payment has ended, won, lost or closed.",
  ),
  'payment.withdrawn': topic(withdrawn, 'The published payment belongs to another payment (`movedTo`).'),
  'subscription.activated': topic(
    subscription,
    'The subscription runs for the first time, on trial or paid.',
  ),
  'subscription.updated': topic(subscription, 'The plan, the quantity or the planned end changed.'),
  'subscription.renewed': topic(subscription, 'A further period is paid, or nothing was due for it.'),
  'subscription.past_due': topic(
    subscription,
    'A payment is overdue. The provider keeps trying, and the subscription continues.',
  ),
  'subscription.recovered': topic(subscription, 'The overdue payment succeeded; the subscription runs.'),
  'subscription.paused': topic(subscription, 'The subscription is paused.'),
  'subscription.unpaid': topic(
    subscription,
    'The provider has stopped trying to collect; the subscription does not run.',
  ),
  'subscription.resumed': topic(subscription, 'Billing runs again, after a pause or a published end.'),
  'subscription.canceled': topic(
    subscription,
    'Billing has ended: canceled. Access ends at `validUntil`, which may be later.',
  ),
  'subscription.expired': topic(
    subscription,
    'Billing has ended: expired, or its last cycle was billed. Access ends at `validUntil`, which may be later.',
  ),
  'subscription.access_ended': topic(
    subscription,
    'Access has ended: `validUntil` has been reached. Published once for each `validUntil`.',
  ),
  'subscription.reinstated': topic(
    subscription,
    'The subscription runs or has access again, after its end was published.',
  ),
  'subscription.suspended': topic(
    subscription,
    'The subscription was published as running or ended, but it has not begun.',
  ),
  'subscription.withdrawn': topic(
    withdrawn,
    'The published subscription is not a subscription of its own (`movedTo`).',
  ),
  'refund.unmatched': topic(
    refund,
    'A refund whose payment the provider did not name. No order or subscription includes it; match it by hand.',
  ),
  'refund.matched': topic(refund, 'The payment of a refund that was published as unmatched is now known.'),
  'refund.failed': topic(refund, 'A refund that was published as unmatched has failed: no money went back.'),
  'refund.withdrawn': topic(withdrawn, 'The refund that was published does not exist with this id.'),
} as const satisfies Readonly<Record<`${SubjectKind}.${string}`, ReturnType<typeof topic>>>;

export type Topic = keyof typeof TOPICS;
/** The payload that a reaction gets: amounts are `bigint`. */
export type Payload<T extends Topic = Topic> = z.output<(typeof TOPICS)[T]['schema']>;
/** The payload as JSON in the outbox: amounts are strings of digits. */
export type StoredPayload<T extends Topic = Topic> = z.input<(typeof TOPICS)[T]['schema']>;

export const isTopic = (text: string): text is Topic => Object.hasOwn(TOPICS, text);

/** Every topic, in the order of the list. */
export const topicNames = Object.keys(TOPICS) as Topic[];

/**
 * Reads a stored payload of the current or an earlier version, and returns it in the current version.
 *
 * @throws {z.ZodError} if the stored payload does not match its version, or if this release does not know the version
 */
export const parsePayload = <T extends Topic>(name: T, stored: unknown): Payload<T> =>
  compiled<z.ZodType>(TOPICS[name].schema).parse(raiseToCurrent(stored, PAYLOAD_FORMAT)) as Payload<T>;

/** @throws {z.ZodError} with the name of the field, if the payload does not match its topic */
export const serializePayload = <T extends Topic>(name: T, payload: Payload<T>): StoredPayload<T> =>
  storedForm(checkInCode(TOPICS[name].schema, payload)) as StoredPayload<T>;
