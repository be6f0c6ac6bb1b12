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
 * Goes up with every change of a payload's schema; what is in the outbox keeps the version it was written with, and is read through
 * `PAYLOAD_UPGRADES`. `pnpm check:versions` compares the schemas with those on record.
 */
export const PAYLOAD_VERSION = 2;

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
  orderRef: Word.meta({ description: "The provider's id of it, as the table `orders` has it now." }),
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
    description: 'Access ends then. Null while the provider goes on billing: time alone ends no access.',
  }),
  accessEndReason: z.enum(ACCESS_END_REASONS).nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

export const SUBJECT_KINDS = ['order', 'payment', 'subscription', 'refund'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** What a transition is about. `ref` stays what it was when the first one was told, also where the provider's name for it changes later. */
const TransitionSubject = z.object({ kind: z.enum(SUBJECT_KINDS), ref: Word });
export type TransitionSubject = z.output<typeof TransitionSubject>;

const common = {
  version: z.literal(PAYLOAD_VERSION),
  provider: Word,
  account: Word,
  subject: TransitionSubject.meta({
    description:
      'What it is about: `kind`, and the `ref` under which it was first told, which stays the same for good.',
  }),
  occurrence: z.int().positive().meta({ description: 'Which time this topic is told of it, from 1.' }),
  occurredAt: Timestamp.meta({ description: "When it happened, by the provider's clock." }),
  eventKey: z.string().meta({ description: 'Key of the event that made it known.' }),
};

const order = z.object({
  ...common,
  order: OrderSnapshot.meta({ description: 'The order as it was when this was written.' }),
});
const payment = z.object({
  ...common,
  payment: PaymentSnapshot.meta({ description: 'The payment as it was when this was written.' }),
});
const subscription = z.object({
  ...common,
  subscription: SubscriptionSnapshot.meta({
    description: 'The subscription as it was when this was written.',
  }),
});
const refund = z.object({
  ...common,
  refund: RefundSnapshot.meta({ description: 'The refund as it was when this was written.' }),
});
const withdrawn = z.object({
  ...common,
  movedTo: TransitionSubject.nullable().meta({
    description: 'What it turned out to be a part of, where that is known.',
  }),
});

const topic = <Schema extends z.ZodType>(schema: Schema, means: string) => ({ schema, means });

/** The closed list of what the business is told, each with the schema of its payload. A topic in the second half of its line takes the first one back. */
export const TOPICS = {
  'order.authorized': topic(order, 'The money is reserved, and waits to be captured.'),
  'order.paid': topic(order, 'What was due is paid. Told once, whichever event made it so.'),
  'order.unpaid': topic(order, 'Takes `order.paid` back: what is known now does not cover what is due.'),
  'order.partially_refunded': topic(order, 'More of what was paid has been refunded, not all of it.'),
  'order.refunded': topic(order, 'Everything that was paid has gone back, by refunds or lost disputes.'),
  'order.refund_reversed': topic(order, 'Less is refunded than was told: a refund failed after all.'),
  'order.charged_back': topic(order, 'A dispute was lost, and its amount is gone.'),
  'order.chargeback_reversed': topic(order, 'A lost dispute was decided the other way.'),
  'order.disputed': topic(order, 'A dispute over one of its payments was opened.'),
  'order.dispute_resolved': topic(order, 'No dispute is open any more, however it ended.'),
  'order.failed': topic(order, 'Every attempt to pay has failed so far.'),
  'order.canceled': topic(order, 'It was canceled, or expired, without having been paid.'),
  'order.reopened': topic(
    order,
    'It waits for a payment again, after it was told to have failed, or to be canceled or authorized.',
  ),
  'order.updated': topic(
    order,
    "The merchant's own id became known after the order had been published without it.",
  ),
  'order.withdrawn': topic(
    withdrawn,
    'What was told under this name is no purchase of its own: it is part of a subscription, or of another order.',
  ),
  'payment.succeeded': topic(payment, "Money came in; a subscription's renewals are told by this."),
  'payment.failed': topic(payment, 'An attempt to pay failed.'),
  'payment.canceled': topic(payment, 'It was given up before it came to anything.'),
  'payment.retried': topic(payment, 'What was told to have failed, or to have succeeded, is under way.'),
  'payment.partially_refunded': topic(
    payment,
    "A part of a subscription's payment has been refunded. An order's refunds are published as `order.…` alone.",
  ),
  'payment.refunded': topic(
    payment,
    "All of a subscription's payment has gone back, by refunds or lost disputes.",
  ),
  'payment.refund_reversed': topic(
    payment,
    "Less of a subscription's payment is refunded than was published: a refund failed after all.",
  ),
  'payment.charged_back': topic(
    payment,
    "A dispute over a subscription's payment was lost, and its amount is gone.",
  ),
  'payment.chargeback_reversed': topic(
    payment,
    "A lost dispute over a subscription's payment was decided the other way.",
  ),
  'payment.disputed': topic(payment, "A dispute over a subscription's payment was opened."),
  'payment.dispute_resolved': topic(
    payment,
    "No dispute over a subscription's payment is open any more, however it ended.",
  ),
  'payment.withdrawn': topic(withdrawn, 'What was told under this name belongs to another payment.'),
  'subscription.activated': topic(subscription, 'It runs, as a trial or paid, for the first time.'),
  'subscription.updated': topic(subscription, 'Its plan, its quantity or the end planned for it changed.'),
  'subscription.renewed': topic(subscription, 'A further period is paid, or nothing was due for it.'),
  'subscription.past_due': topic(
    subscription,
    'A payment is overdue; the provider goes on trying, and it runs on.',
  ),
  'subscription.recovered': topic(subscription, 'What was overdue is paid; it runs.'),
  'subscription.paused': topic(subscription, 'It is paused.'),
  'subscription.unpaid': topic(subscription, 'The provider has given up trying; it does not run.'),
  'subscription.resumed': topic(
    subscription,
    'Billing runs again, after a pause or after its end had been published.',
  ),
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
    'It runs again, or has access again, after its end was published.',
  ),
  'subscription.suspended': topic(
    subscription,
    'It was told to run, or to have ended, and has in truth not begun.',
  ),
  'subscription.withdrawn': topic(withdrawn, 'What was told under this name is no subscription of its own.'),
  'refund.unmatched': topic(
    refund,
    'Money went back, and the provider did not name the payment: no order or subscription shows it. Match it by hand.',
  ),
  'refund.matched': topic(refund, 'The payment of a refund that was published as unmatched is known now.'),
  'refund.failed': topic(
    refund,
    'A refund that was published as unmatched failed after all: nothing went back.',
  ),
  'refund.withdrawn': topic(
    withdrawn,
    'The refund that was published as unmatched does not exist under this name.',
  ),
} as const satisfies Readonly<Record<`${SubjectKind}.${string}`, ReturnType<typeof topic>>>;

export type Topic = keyof typeof TOPICS;
/** What a reaction to a topic is given: amounts are `bigint`. */
export type Payload<T extends Topic = Topic> = z.output<(typeof TOPICS)[T]['schema']>;
/** The same as JSON, as the outbox keeps it: amounts are strings of digits. */
export type StoredPayload<T extends Topic = Topic> = z.input<(typeof TOPICS)[T]['schema']>;

export const isTopic = (text: string): text is Topic => Object.hasOwn(TOPICS, text);

/** Every topic, in the order of the list. */
export const topicNames = Object.keys(TOPICS) as Topic[];

/**
 * A payload as it was stored, in the current version, whichever version up to that it was written in.
 *
 * @throws {z.ZodError} when the stored payload is not what its version says, or of a version that this release does not know
 */
export const parsePayload = <T extends Topic>(name: T, stored: unknown): Payload<T> =>
  compiled<z.ZodType>(TOPICS[name].schema).parse(raiseToCurrent(stored, PAYLOAD_FORMAT)) as Payload<T>;

/** @throws {z.ZodError} naming the field, when it does not fit its topic */
export const serializePayload = <T extends Topic>(name: T, payload: Payload<T>): StoredPayload<T> =>
  storedForm(checkInCode(TOPICS[name].schema, payload)) as StoredPayload<T>;
