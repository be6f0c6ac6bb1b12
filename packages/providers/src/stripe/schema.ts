import { Word } from '@payspool/events';
import { z } from 'zod';
import { optional } from './optional-field.ts';

/*
 * Fields that decide about money or its owner must be valid, otherwise the event fails with the field's path: ids, amounts,
 * currencies, and the references that connect an object with its purchase. All other fields are `optional`.
 */

/** A reference: the id, and the object itself if it is included (`expand`, or an API version that embeds it). */
export interface Ref {
  readonly id: string;
  /** A function, so that an object of unknown depth is not read by accident. */
  readonly beside?: () => unknown;
}

/** A list of objects: an array in old API versions, a page in later ones. */
export interface List {
  readonly entries: () => readonly unknown[];
  /** The list is longer than its shown part. */
  readonly hasMore: boolean;
}

const Ref = z.union([
  Word.transform((id): Ref => ({ id })),
  z.looseObject({ id: Word }).transform((object): Ref => ({ id: object.id, beside: () => object })),
]);
/** An object that may have no id: the dispute in a charge, before API 2017-02-14. */
const Embedded = z.union([
  Word.transform((): Pick<Ref, 'beside'> => ({})),
  z.looseObject({}).transform((object): Pick<Ref, 'beside'> => ({ beside: () => object })),
]);
const List = z.union([
  z.array(z.unknown()).transform((entries): List => ({ entries: () => entries, hasMore: false })),
  z
    .object({ data: z.array(z.unknown()), has_more: z.unknown().optional() })
    .transform(({ data, has_more }): List => ({ entries: () => data, hasMore: has_more === true })),
]);

/** A number above 2^53 loses digits in JSON, so `z.int` refuses it. */
const Amount = z.int().nonnegative();
const Currency = z.string().regex(/^[A-Za-z]{3}$/, 'expected a currency code');
/** Seconds until the end of the year 9999. */
const UnixTime = z.number().min(0).max(253_402_300_799);
/** Values of Stripe's open enums. */
const Open = z.string();
const Flag = z.boolean();
/** Free text of the merchant. */
const Metadata = optional(z.object({ order_id: z.unknown().optional() }));
/** The customer: `customer`, or `customer_account` if accounts of API v2 are the customers. */
const Payer = { customer: optional(Ref), customer_account: optional(Word) };

/** Fields of `Event` (stripe-node src/resources/Events.ts). `created`, `account` and `context` are checked separately. */
export const Envelope = z.object({
  object: z.unknown().optional(),
  type: Word,
  created: z.unknown().optional(),
  /** Whether it is real money: an invalid value must not count as either. */
  livemode: z.boolean().nullish(),
  account: z.unknown().optional(),
  context: z.unknown().optional(),
});

/** `data` with one kind of object, so that a violation's path starts at the body's root. */
export const dataOf = <Schema extends z.ZodType>(object: Schema) => z.object({ data: z.object({ object }) });

/** The fields of `data` that are read unparsed. */
export const RawData = z.object({
  data: z.object({ object: z.looseObject({}), previous_attributes: z.looseObject({}).nullish().catch(null) }),
});

export const CheckoutSession = z.object({
  id: Word,
  created: optional(UnixTime),
  /** Absent in the first API versions with sessions, as is `payment_status`. */
  mode: optional(Open),
  status: optional(Open),
  payment_status: optional(Open),
  amount_total: Amount.nullish(),
  currency: Currency.nullish(),
  client_reference_id: z.unknown().optional(),
  payment_link: z.unknown().optional(),
  ...Payer,
  payment_intent: Ref.nullish(),
  setup_intent: optional(Ref),
  invoice: Ref.nullish(),
  subscription: Ref.nullish(),
  metadata: Metadata,
});

export const PaymentIntent = z.object({
  id: Word,
  status: optional(Open),
  amount: Amount,
  amount_received: Amount.nullish(),
  currency: Currency,
  ...Payer,
  /** Since API 2022-11-15; `charges` before. */
  latest_charge: optional(Ref),
  charges: optional(List),
  /** Absent since API 2025-03-31; before, `null` means that the payment has no invoice. */
  invoice: Ref.nullish(),
  last_payment_error: optional(z.object({ code: optional(z.string()), decline_code: optional(z.string()) })),
  metadata: Metadata,
});

export const Charge = z.object({
  id: Word,
  status: optional(Open),
  /** The only sign of success before there was a status. */
  paid: optional(Flag),
  captured: Flag.nullish(),
  refunded: optional(Flag),
  amount: Amount,
  amount_captured: Amount.nullish(),
  amount_refunded: Amount.nullish(),
  currency: Currency,
  ...Payer,
  payment_intent: Ref.nullish(),
  invoice: Ref.nullish(),
  failure_code: optional(z.string()),
  outcome: optional(z.object({ type: optional(z.string()), reason: optional(z.string()) })),
  /** An array before API 2014-06-17, a page until 2022-11-15, since then only if it is expanded. */
  refunds: optional(List),
  dispute: optional(Embedded),
  metadata: Metadata,
});

export const Refund = z.object({
  id: Word,
  created: optional(UnixTime),
  status: optional(Open),
  amount: Amount,
  currency: Currency,
  charge: optional(Ref),
  payment_intent: optional(Ref),
  reason: optional(z.string()),
  metadata: Metadata,
});

export const Dispute = z.object({
  /** Absent before 2014, when a charge could have only one dispute. */
  id: Word.nullish(),
  status: optional(Open),
  amount: Amount,
  currency: Currency,
  charge: optional(Ref),
  payment_intent: optional(Ref),
  reason: optional(z.string()),
  metadata: Metadata,
});

const PriceFields = z.object({
  id: Word,
  recurring: optional(z.object({ usage_type: optional(Open) })),
  usage_type: optional(Open),
});
const Price = z.union([
  Word.transform((id) => ({ id, recurring: undefined, usage_type: undefined })),
  PriceFields,
]);

export const SubscriptionItem = z.object({
  id: optional(Word),
  created: optional(UnixTime),
  price: optional(Price),
  plan: optional(Price),
  quantity: optional(z.int().nonnegative()),
  current_period_start: optional(UnixTime),
  current_period_end: optional(UnixTime),
});

/** The fields of a subscription that an event may also name as replaced. Periods are on the object before API 2025-03-31, and on its items since. */
export const SubscriptionFields = z.object({
  status: optional(Open),
  items: optional(List),
  plan: optional(Price),
  quantity: optional(z.int().nonnegative()),
  current_period_start: optional(UnixTime),
  current_period_end: optional(UnixTime),
  cancel_at: optional(UnixTime),
  cancel_at_period_end: optional(Flag),
  canceled_at: optional(UnixTime),
  ended_at: optional(UnixTime),
  trial_end: optional(UnixTime),
  pause_collection: optional(z.object({ resumes_at: optional(UnixTime) })),
});

export const Subscription = SubscriptionFields.extend({
  id: Word,
  ...Payer,
  latest_invoice: optional(Ref),
  metadata: Metadata,
});

export const Invoice = z.object({
  id: Word,
  /** `date` before API 2019-03-14. */
  created: optional(UnixTime),
  date: optional(UnixTime),
  status: optional(Open),
  /** `paid`, `closed` and `forgiven` before there was a status (API 2018-11-08). */
  paid: optional(Flag),
  closed: optional(Flag),
  forgiven: optional(Flag),
  billing_reason: optional(Open),
  amount_due: Amount.nullish(),
  amount_paid: Amount.nullish(),
  amount_remaining: Amount.nullish(),
  total: z.int().nullish(),
  pre_payment_credit_notes_amount: Amount.nullish(),
  post_payment_credit_notes_amount: Amount.nullish(),
  /** Until API 2025-03-31; `invoice_payment.paid` with a payment record since. */
  paid_out_of_band: optional(Flag),
  currency: Currency.nullish(),
  ...Payer,
  /** Until API 2025-03-31; `parent` since. */
  subscription: Ref.nullish(),
  parent: z.object({ subscription_details: z.object({ subscription: Ref.nullish() }).nullish() }).nullish(),
  lines: optional(List),
  /** Until API 2025-03-31; since then `invoice_payment.paid`, or `payments` if it is expanded. */
  payment_intent: optional(Ref),
  charge: optional(Ref),
  payments: optional(List),
  metadata: Metadata,
});

/** An invalid line is ignored, because its meaning depends on whether it is a proration. */
export const InvoiceLine = z.object({
  id: Word.nullish(),
  /** Until API 2025-03-31, as `proration`; `parent` since. */
  type: Open.nullish(),
  proration: Flag.nullish(),
  subscription: Ref.nullish(),
  parent: z
    .object({
      subscription_item_details: z
        .object({ proration: Flag.nullish(), subscription: Ref.nullish() })
        .nullish(),
    })
    .nullish(),
  period: z.object({ start: UnixTime, end: UnixTime }).nullish(),
});

export const InvoicePayment = z.object({
  status: optional(Open),
  invoice: Ref,
  amount_paid: Amount.nullish(),
  currency: Currency.nullish(),
  payment: z.object({
    payment_intent: Ref.nullish(),
    charge: Ref.nullish(),
    payment_record: Ref.nullish(),
  }),
});
