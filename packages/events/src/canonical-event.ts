import { z } from 'zod';
import { compiled } from './compiled.ts';
import { EVENT_TYPES } from './event-types.ts';
import { AmountMinor, Money } from './money.ts';
import { REFERENCE_WRITERS, SUBSCRIPTION_STATUSES } from './statuses.ts';
import { checkInCode, storedForm } from './stored-form.ts';
import { Timestamp, Word } from './text.ts';

const described = <T extends z.ZodType>(schema: T, description: string) => schema.meta({ description });

const common = {
  occurredAt: described(
    Timestamp,
    "When it happened, by the provider's clock; or the signed time of the delivery if that time cannot be parsed.",
  ),
  providerStatus: described(Word.optional(), "The provider's own status after this event."),
  merchantRef: described(Word.optional(), "The merchant's own id of the purchase."),
  merchantRefField: described(
    Word.optional(),
    "The provider's field that `merchantRef` was read from: `metadata.order_id`.",
  ),
  merchantRefWriter: described(
    z.enum(REFERENCE_WRITERS).optional(),
    'Who can have written `merchantRef`. `buyer` unless the body proves that only the merchant can; absent means `merchant`.',
  ),
  customerRef: described(
    Word.optional(),
    "The provider's id of the customer; the only personal reference kept.",
  ),
  isObserved: described(
    z.literal(true).optional(),
    "The provider's API showed this state; no event reported it. It counts before all events of its time, so that it can complete them, but never overrule one.",
  ),
};

const OrderRef = described(Word, "The provider's id of the order, checkout or invoice.");
const PaymentRef = described(
  Word,
  "The provider's id of the payment: one per payment intent, capture, sale or payment.",
);
const SubscriptionRef = described(Word, "The provider's id of the subscription.");
const InvoiceRef = described(
  Word,
  "The provider's id of the invoice that connects a payment with its order or subscription.",
);
const tentative = described(
  z.literal(true).optional(),
  'True if the event alone does not prove a purchase: the payment may belong to a subscription, or only register a mandate. The event connects references but makes no order by itself.',
);

const Order = z.object({
  ...common,
  type: z.enum(EVENT_TYPES.order),
  orderRef: OrderRef,
  paymentRef: PaymentRef.optional(),
  invoiceRef: InvoiceRef.optional(),
  subscriptionRef: SubscriptionRef.optional(),
  amount: described(Money.optional(), 'The amount due for the whole order.'),
  createdAt: described(Timestamp.optional(), "When the order was created, by the provider's clock."),
  tentative,
});

const Payment = z.object({
  ...common,
  type: z.enum(EVENT_TYPES.payment),
  paymentRef: PaymentRef,
  paymentAliases: described(
    z.array(Word).max(8).optional(),
    'Further ids under which the provider names the same payment (a Stripe charge of its intent).',
  ),
  orderRef: OrderRef.optional(),
  invoiceRef: InvoiceRef.optional(),
  subscriptionRef: SubscriptionRef.optional(),
  amount: described(Money.optional(), 'The amount of the payment.'),
  amountRefundedMinor: described(
    AmountMinor.optional(),
    'The total that the provider has refunded of this payment at this time. It is never added to the single refunds.',
  ),
  authorizationRef: described(
    PaymentRef.optional(),
    'The authorization of this capture, if the authorization is a payment of its own. Captures that reach its amount use it up.',
  ),
  failureCode: described(Word.optional(), "The provider's code for why the payment failed."),
  settlesOrder: described(
    z.literal(true).optional(),
    'The provider says that no further payment for the order will come. If the amount due is unknown, the paid amount counts as the amount due.',
  ),
  tentative,
});

const Refund = z.object({
  ...common,
  type: z.enum(EVENT_TYPES.refund),
  refundRef: described(Word, "The provider's id of the refund."),
  paymentRef: PaymentRef.optional(),
  paymentAliases: Payment.shape.paymentAliases,
  orderRef: OrderRef.optional(),
  subscriptionRef: SubscriptionRef.optional(),
  amount: described(Money.optional(), 'The amount of this refund alone.'),
  amountRefundedMinor: Payment.shape.amountRefundedMinor,
  reason: described(Word.optional(), 'The reason that the provider states.'),
  tentative,
});

const Dispute = z.object({
  ...common,
  type: z.enum(EVENT_TYPES.dispute),
  disputeRef: described(Word, "The provider's id of the dispute."),
  paymentRef: PaymentRef.optional(),
  paymentAliases: Payment.shape.paymentAliases,
  transactionRef: described(
    Word.optional(),
    'The disputed transaction, if one dispute may cover several: each has its own part of the dispute, in its own purchase.',
  ),
  sharedBy: described(
    z.array(Word).min(2).max(100).optional(),
    'All transactions of a dispute over several, sorted by their bytes, including this one.',
  ),
  sharedAmount: described(
    Money.optional(),
    'The total of a dispute over several transactions, if the provider does not state the amount of each. It is counted only if it equals the sum of their payments.',
  ),
  amount: described(
    Money.optional(),
    'The amount in dispute; the amount of this transaction alone if there are several.',
  ),
  reason: described(Word.optional(), 'The reason that the provider states.'),
});

/** One item of a subscription: a plan or price, and how many units of it. */
export const SubscriptionItem = z.object({
  itemRef: described(Word.optional(), "The provider's id of the item."),
  planRef: described(Word.nullable(), "The provider's id of the plan or price."),
  quantity: described(z.int().nonnegative().nullable(), 'Units of the plan; null if it is metered.'),
});
export type SubscriptionItem = z.output<typeof SubscriptionItem>;

const Items = z.array(SubscriptionItem).max(100);

/** A period of a subscription that is paid, or for which nothing was due. */
const PaidPeriod = z.object({
  start: described(Timestamp, 'When the period begins.'),
  end: described(
    Timestamp.optional(),
    'When it ends. Absent if the provider does not say; it is then derived from the length of an earlier period.',
  ),
  paymentRef: described(PaymentRef.optional(), 'The payment that paid for it.'),
  invoiceRef: described(InvoiceRef.optional(), 'The invoice that billed it.'),
  nothingDue: described(
    z.literal(true).optional(),
    'Nothing was due: a trial, a coupon, or the balance of the customer.',
  ),
});

/** The state after a subscription event. Absent: unchanged. `null`: there is none. */
export const SubscriptionState = z.object({
  status: described(
    z.enum(SUBSCRIPTION_STATUSES).optional(),
    'Absent: the event does not say, or its status is unknown.',
  ),
  planRef: described(
    Word.nullish(),
    "The provider's id of the plan or price; of the main item if there are several.",
  ),
  quantity: described(z.int().nonnegative().nullish(), 'Units of the plan.'),
  items: described(Items.nullish(), 'Every item, sorted by the bytes of its id, if the provider has items.'),
  currentPeriodStart: described(
    Timestamp.nullish(),
    'Start of the period that is being billed, paid or not.',
  ),
  currentPeriodEnd: described(Timestamp.nullish(), 'End of the period that is being billed, paid or not.'),
  cancelAt: described(Timestamp.nullish(), 'When it will be canceled.'),
  canceledAt: described(Timestamp.nullish(), 'When cancellation was requested, or happened.'),
  trialEnd: described(Timestamp.nullish(), 'End of the trial.'),
  startsAt: described(Timestamp.nullish(), 'When billing will begin, if it was set up in advance.'),
  collectionPaused: described(
    z.boolean().nullish(),
    'Invoices are created but not collected for now; the status stays the same (Stripe).',
  ),
  collectionResumesAt: described(Timestamp.nullish(), 'When collection will resume by itself.'),
});

const Subscription = z.object({
  ...common,
  ...SubscriptionState.shape,
  type: z.enum(EVENT_TYPES.subscription),
  subscriptionRef: SubscriptionRef,
  invoiceRef: InvoiceRef.optional(),
  paidPeriod: described(
    PaidPeriod.optional(),
    'The period that this event proves to be paid, or free. A period that has only begun is not proven.',
  ),
  statusAfter: described(
    z.array(z.enum(SUBSCRIPTION_STATUSES)).optional(),
    'The statuses that `status` may follow, if it may not follow all: a payment ends `past_due`, but not a pause. Only an event that names `canceled` or `expired` here follows that status: the subscription was bought again under its id.',
  ),
  previous: described(
    SubscriptionState.partial().optional(),
    'The values that this event replaced, if the provider states them: they sort events of the same time.',
  ),
});

/** All canonical events without their rank: the input of `canonicalEvent`. */
const Facts = z.discriminatedUnion('type', [Order, Payment, Refund, Dispute, Subscription]);

/** What the rank of an observation has less. No other rank is as high. */
const OBSERVED_FIRST = 100;

const Rank = described(
  z.int().min(-OBSERVED_FIRST),
  'Position in the lifecycle: sorts events of the same time that have no previous values.',
);
const rank = { rank: Rank };

/** One thing that happened, in Payspool's terms. Its only personal data is the customer's reference. */
export const CanonicalEvent = z.discriminatedUnion('type', [
  Order.extend(rank),
  Payment.extend(rank),
  Refund.extend(rank),
  Dispute.extend(rank),
  Subscription.extend(rank),
]);

export type CanonicalEvent = z.output<typeof CanonicalEvent>;
export type PaidPeriod = z.output<typeof PaidPeriod>;
export type EventFacts = z.output<typeof Facts>;
export type OrderEvent = Extract<CanonicalEvent, { orderRef: string; type: `order.${string}` }>;
export type PaymentEvent = Extract<CanonicalEvent, { type: `payment.${string}` }>;
export type RefundEvent = Extract<CanonicalEvent, { type: `refund.${string}` }>;
export type DisputeEvent = Extract<CanonicalEvent, { type: `dispute.${string}` }>;
export type SubscriptionEvent = Extract<CanonicalEvent, { type: `subscription.${string}` }>;
/** As stored: amounts are strings of digits. */
export type SerializedEvent = z.input<typeof CanonicalEvent>;

/**
 * Checks the facts of one event and gives it its rank. A fact that is `undefined` is left out, because absent means unchanged.
 *
 * @throws {z.ZodError} with the name of the field, if a fact does not match the schema
 */
export function canonicalEvent(facts: EventFacts): CanonicalEvent {
  const said: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) said[key] = value;
  said['rank'] = rankOf(facts);
  return checkInCode(CanonicalEvent, said);
}

/** A subscription event ranks by its status, every other event by the position of its type in the list. An observation ranks before all. */
const rankOf = (facts: EventFacts): number => placeOf(facts) - (facts.isObserved ? OBSERVED_FIRST : 0);

function placeOf(facts: EventFacts): number {
  if ('status' in facts && facts.status !== undefined)
    return 10 + SUBSCRIPTION_STATUSES.indexOf(facts.status);
  const [subject] = facts.type.split('.') as [keyof typeof EVENT_TYPES];
  return (EVENT_TYPES[subject] as readonly string[]).indexOf(facts.type);
}

/** Canonical events as the `events` table keeps them. They are already checked, because only `canonicalEvent` and `parseEvents` create them. */
export const serializeEvents = (events: readonly CanonicalEvent[]): SerializedEvent[] =>
  events.map((event) => storedForm(event) as SerializedEvent);

const StoredEvents = z.array(CanonicalEvent);

/**
 * Reads canonical events that this release or an earlier one stored. Checks every field; this takes less than a microsecond per event.
 *
 * @throws {z.ZodError} if this version does not understand the stored text
 */
export const parseEvents = (stored: unknown): CanonicalEvent[] => compiled(StoredEvents).parse(stored);
