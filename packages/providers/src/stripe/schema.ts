import { Word } from '@payspool/events';
import { z } from 'zod';

/** A reference: the id, or the whole object where the endpoint's version expands it. */
const Ref = z.union([Word, z.object({ id: Word }).transform(({ id }) => id)]);
const OptionalRef = Ref.nullish();
const Amount = z.int().nonnegative();
const Currency = z.string().regex(/^[A-Za-z]{3}$/, 'expected a currency code');
const UnixTime = z.number();
/** Words of Stripe's open enums. */
const Open = z.string();
/** Free text of the merchant's: never a reason to fail an event. */
const Metadata = z.object({ order_id: z.unknown().optional() }).nullish().catch(null);

/** Fields of `Event` (stripe-node src/resources/Events.ts). `created` is judged apart: the signed time can stand in for it. */
export const Envelope = z.object({
  id: z.string().optional(),
  object: z.string().optional(),
  type: Word,
  created: z.unknown().optional(),
  livemode: z.boolean().optional(),
});

/** `data` with one kind of object in it, so that a violation's path starts at the body's root. */
export const dataOf = <Schema extends z.ZodType>(object: Schema) =>
  z.object({ data: z.object({ object, previous_attributes: z.unknown().optional() }) });

export const CheckoutSession = z.object({
  id: Word,
  created: UnixTime.nullish(),
  mode: Open,
  status: Open.nullish(),
  payment_status: Open,
  amount_total: Amount.nullish(),
  currency: Currency.nullish(),
  client_reference_id: z.unknown().optional(),
  customer: OptionalRef,
  payment_intent: OptionalRef,
  invoice: OptionalRef,
  subscription: OptionalRef,
  metadata: Metadata,
});

export const PaymentIntent = z.object({
  id: Word,
  status: Open,
  amount: Amount,
  amount_received: Amount.nullish(),
  currency: Currency,
  customer: OptionalRef,
  latest_charge: OptionalRef,
  /** Absent since API 2025-03-31; before, `null` says that no invoice is behind it. */
  invoice: OptionalRef,
  last_payment_error: z.object({ code: z.string().nullish(), decline_code: z.string().nullish() }).nullish(),
  metadata: Metadata,
});

export const Charge = z.object({
  id: Word,
  status: Open,
  captured: z.boolean(),
  refunded: z.boolean().nullish(),
  amount: Amount,
  amount_captured: Amount.nullish(),
  amount_refunded: Amount,
  currency: Currency,
  customer: OptionalRef,
  payment_intent: OptionalRef,
  invoice: OptionalRef,
  failure_code: z.string().nullish(),
  outcome: z.object({ type: z.string().nullish(), reason: z.string().nullish() }).nullish(),
  metadata: Metadata,
});

export const Refund = z.object({
  id: Word,
  status: Open.nullish(),
  amount: Amount,
  currency: Currency,
  charge: OptionalRef,
  payment_intent: OptionalRef,
  reason: z.string().nullish(),
  metadata: Metadata,
});

export const Dispute = z.object({
  id: Word,
  status: Open,
  amount: Amount,
  currency: Currency,
  charge: OptionalRef,
  payment_intent: OptionalRef,
  reason: z.string().nullish(),
  metadata: Metadata,
});

const SubscriptionItem = z.object({
  price: z.object({ id: Word }).nullish(),
  plan: z.object({ id: Word }).nullish(),
  quantity: z.int().nonnegative().nullish(),
  current_period_start: UnixTime.nullish(),
  current_period_end: UnixTime.nullish(),
});

/** Of a subscription, what an event may also name as replaced. Periods: on the object before API 2025-03-31, on its items since. */
export const SubscriptionFields = z.object({
  status: Open.optional(),
  items: z.object({ data: z.array(SubscriptionItem).optional() }).nullish(),
  plan: z.object({ id: Word.optional() }).nullish(),
  quantity: z.int().nonnegative().nullish(),
  current_period_start: UnixTime.nullish(),
  current_period_end: UnixTime.nullish(),
  cancel_at: UnixTime.nullish(),
  canceled_at: UnixTime.nullish(),
  trial_end: UnixTime.nullish(),
});

export const Subscription = SubscriptionFields.extend({
  id: Word,
  status: Open,
  customer: OptionalRef,
  latest_invoice: OptionalRef,
  metadata: Metadata,
});

export const Invoice = z.object({
  id: Word,
  created: UnixTime.nullish(),
  status: Open.nullish(),
  billing_reason: Open.nullish(),
  amount_due: Amount,
  amount_remaining: Amount.nullish(),
  /** Until API 2025-03-31; `invoice_payment.paid` with a payment record since. */
  paid_out_of_band: z.boolean().nullish(),
  currency: Currency,
  customer: OptionalRef,
  /** Until API 2025-03-31; `parent` since. */
  subscription: OptionalRef,
  parent: z.object({ subscription_details: z.object({ subscription: OptionalRef }).nullish() }).nullish(),
  /** Until API 2025-03-31; `invoice_payment.paid` since. */
  payment_intent: OptionalRef,
  charge: OptionalRef,
  metadata: Metadata,
});

export const InvoicePayment = z.object({
  id: Word,
  status: Open.nullish(),
  invoice: Ref,
  amount_paid: Amount.nullish(),
  currency: Currency.nullish(),
  payment: z.object({ payment_intent: OptionalRef, charge: OptionalRef, payment_record: OptionalRef }),
});
