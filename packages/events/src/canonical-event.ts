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
    "When it happened, by the provider's clock; the signed transmission time where that does not parse.",
  ),
  providerStatus: described(Word.optional(), "The provider's own word for the state after this event."),
  merchantRef: described(Word.optional(), "The merchant's own id for what was bought."),
  merchantRefField: described(
    Word.optional(),
    "The provider's field that `merchantRef` was read from: `metadata.order_id`.",
  ),
  merchantRefWriter: described(
    z.enum(REFERENCE_WRITERS).optional(),
    'Who can have written `merchantRef`. `buyer` wherever the body does not prove that only the merchant can; absent is `merchant`.',
  ),
  customerRef: described(
    Word.optional(),
    "The provider's id of the customer; the only personal reference kept.",
  ),
};

const OrderRef = described(Word, "The provider's id of the order, checkout or invoice that was bought.");
const PaymentRef = described(
  Word,
  "The provider's id of the payment: one per payment intent, capture, sale or payment.",
);
const SubscriptionRef = described(Word, "The provider's id of the subscription.");
const InvoiceRef = described(
  Word,
  "The provider's id of the invoice that ties a payment to its order or subscription.",
);
const tentative = described(
  z.literal(true).optional(),
  "Set where the event alone proves no purchase: the payment may be a subscription's, or only registers a mandate. It ties references together but makes no order by itself.",
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
    'What the provider has refunded of this payment in all, at this moment: a total, never added to the single refunds.',
  ),
  holdRef: described(
    PaymentRef.optional(),
    'The authorization that it was captured from, where that is a payment of its own. Captures that reach its amount use it up.',
  ),
  failureCode: described(Word.optional(), "The provider's code for why the payment failed."),
  settlesOrder: described(
    z.literal(true).optional(),
    'The provider says that nothing further will be paid for the order: where its amount due is unknown, what is paid is what was due.',
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
  reason: described(Word.optional(), "The provider's word for why."),
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
    'The disputed transaction, where one dispute may cover several: each has its own part of the dispute, in the purchase that it belongs to.',
  ),
  sharedBy: described(
    z.array(Word).min(2).max(100).optional(),
    'All transactions of a dispute over several, in order of bytes, this one included.',
  ),
  sharedAmount: described(
    Money.optional(),
    'The total of a dispute over several transactions, where the provider does not state the amount of each. It is counted only where it equals the sum of their payments.',
  ),
  amount: described(
    Money.optional(),
    'The amount in dispute; of this transaction alone where there are several.',
  ),
  reason: described(Word.optional(), "The provider's word for why."),
});

/** One item of a subscription: a plan or price, and how many units of it. */
export const SubscriptionItem = z.object({
  itemRef: described(Word.optional(), "The provider's id of the item."),
  planRef: described(Word.nullable(), "The provider's id of the plan or price."),
  quantity: described(z.int().nonnegative().nullable(), 'Units of the plan; null where it is metered.'),
});
export type SubscriptionItem = z.output<typeof SubscriptionItem>;

const Items = z.array(SubscriptionItem).max(100);

/** A period of a subscription that is paid, or for which nothing was due. */
const PaidPeriod = z.object({
  start: described(Timestamp, 'When the period begins.'),
  end: described(
    Timestamp.optional(),
    'When it ends; absent where the provider does not say, and then derived from the length of an earlier period.',
  ),
  paymentRef: described(PaymentRef.optional(), 'The payment that paid for it.'),
  invoiceRef: described(InvoiceRef.optional(), 'The invoice that billed it.'),
  nothingDue: described(
    z.literal(true).optional(),
    'Nothing was to be paid: a trial, a coupon, the balance of the customer.',
  ),
});

/** The state a subscription event leaves behind. Absent: unchanged. `null`: known to be none. */
export const SubscriptionState = z.object({
  status: described(
    z.enum(SUBSCRIPTION_STATUSES).optional(),
    'Absent: the event does not say, or its word is unknown.',
  ),
  planRef: described(
    Word.nullish(),
    "The provider's id of the plan or price; of the main item where there are several.",
  ),
  quantity: described(z.int().nonnegative().nullish(), 'Units of that plan.'),
  items: described(Items.nullish(), 'Every item, in order of bytes of its id; where the provider has items.'),
  currentPeriodStart: described(
    Timestamp.nullish(),
    'Start of the period that is being billed, paid or not.',
  ),
  currentPeriodEnd: described(Timestamp.nullish(), 'End of the period that is being billed, paid or not.'),
  cancelAt: described(Timestamp.nullish(), 'When it is going to be canceled.'),
  canceledAt: described(Timestamp.nullish(), 'When cancellation was asked for, or happened.'),
  trialEnd: described(Timestamp.nullish(), 'End of the trial.'),
  startsAt: described(Timestamp.nullish(), 'When billing is going to begin, where it was set up in advance.'),
  collectionPaused: described(
    z.boolean().nullish(),
    'Invoices are made and not collected for now, while the status stays what it is (Stripe).',
  ),
  collectionResumesAt: described(Timestamp.nullish(), 'When collection is going to resume by itself.'),
});

const Subscription = z.object({
  ...common,
  ...SubscriptionState.shape,
  type: z.enum(EVENT_TYPES.subscription),
  subscriptionRef: SubscriptionRef,
  invoiceRef: InvoiceRef.optional(),
  paidPeriod: described(
    PaidPeriod.optional(),
    'The period that this event proves to be paid, or free. A period that has only begun is not.',
  ),
  statusAfter: described(
    z.array(z.enum(SUBSCRIPTION_STATUSES)).optional(),
    'The statuses that `status` may follow, where it may not follow every one: a payment ends arrears, and no pause.',
  ),
  previous: described(
    SubscriptionState.partial().optional(),
    'Values that this event replaced, where the provider says so: the causal hint that orders events of one moment.',
  ),
});

/** Everything a canonical event can be, without its rank. What `canonicalEvent` takes. */
const Facts = z.discriminatedUnion('type', [Order, Payment, Refund, Dispute, Subscription]);

const Rank = described(
  z.int().nonnegative(),
  "Place in its subject's lifecycle: decides between events of one moment that carry no causal hint.",
);
const rank = { rank: Rank };

/** One thing that happened, in the provider's order of time, in nobody's dialect. Personal data: the customer's reference at most. */
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
 * Checks the facts of one event and gives it its rank. A fact that is `undefined` is left out: absent means unchanged.
 *
 * @throws {z.ZodError} naming the field, when a fact is not of its form
 */
export function canonicalEvent(facts: EventFacts): CanonicalEvent {
  const said: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) said[key] = value;
  said['rank'] = rankOf(facts);
  return checkInCode(CanonicalEvent, said);
}

/** A subscription ranks by the status it ends in, anything else by its type's place in the list. */
function rankOf(facts: EventFacts): number {
  if ('status' in facts && facts.status !== undefined)
    return 10 + SUBSCRIPTION_STATUSES.indexOf(facts.status);
  const [subject] = facts.type.split('.') as [keyof typeof EVENT_TYPES];
  return (EVENT_TYPES[subject] as readonly string[]).indexOf(facts.type);
}

/** Canonical events as the `events` table keeps them. They have been checked: `canonicalEvent` and `parseEvents` make no others. */
export const serializeEvents = (events: readonly CanonicalEvent[]): SerializedEvent[] =>
  events.map((event) => storedForm(event) as SerializedEvent);

const StoredEvents = z.array(CanonicalEvent);

/**
 * Canonical events as they were stored, by this release or an earlier one. Every field is checked, at less than a microsecond an event.
 *
 * @throws {z.ZodError} when the stored text is not what this version understands
 */
export const parseEvents = (stored: unknown): CanonicalEvent[] => compiled(StoredEvents).parse(stored);
