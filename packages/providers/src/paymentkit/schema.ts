import { Word } from '@payspool/events';
import { z } from 'zod';

/** An id or a word that may be missing: absent, `null`, or empty. */
const OptionalWord = z
  .union([z.literal(''), Word])
  .nullish()
  .transform((word) => word || undefined);
/** Base units as a string of digits: 18 decimals do not fit a number. */
const BaseUnits = z.string().regex(/^\d{1,38}$/, 'expected a string of digits');
/** Unix seconds; `0` is the database's way of saying none. */
const Seconds = z
  .number()
  .nullish()
  .catch(undefined)
  .transform((seconds) => (seconds === 0 ? null : seconds));
const Anything = z.unknown().optional();

export const CheckoutSession = z.object({
  id: Word,
  mode: OptionalWord,
  status: OptionalWord,
  payment_status: OptionalWord,
  customer_id: OptionalWord,
  client_reference_id: Anything,
  metadata: Anything,
  subscription_id: OptionalWord,
  invoice_id: OptionalWord,
  payment_intent_id: OptionalWord,
  created_at: Anything,
});
export type CheckoutSession = z.output<typeof CheckoutSession>;

/** Beside `CheckoutSession` where the amount matters: a subscription's session needs none. */
export const SessionAmount = z.object({ amount_total: BaseUnits, currency_id: Word });

export const PaymentIntent = z.object({
  id: Word,
  amount: BaseUnits,
  amount_received: BaseUnits.nullish(),
  currency_id: Word,
  status: OptionalWord,
  customer_id: OptionalWord,
  invoice_id: OptionalWord,
  last_payment_error: z.object({ code: OptionalWord, type: OptionalWord }).nullish().catch(undefined),
  metadata: Anything,
});

export const Invoice = z.object({
  id: Word,
  status: OptionalWord,
  billing_reason: OptionalWord,
  customer_id: OptionalWord,
  subscription_id: OptionalWord,
  checkout_session_id: OptionalWord,
  payment_intent_id: OptionalWord,
  metadata: Anything,
  created_at: Anything,
});
export type Invoice = z.output<typeof Invoice>;

/** Beside `Invoice` where it is an order: a subscription's invoice needs none. */
export const InvoiceAmount = z.object({ total: BaseUnits, currency_id: Word });

export const Refund = z.object({
  id: Word,
  type: OptionalWord,
  status: OptionalWord,
  amount: BaseUnits,
  currency_id: Word,
  customer_id: OptionalWord,
  payment_intent_id: OptionalWord,
  subscription_id: OptionalWord,
  reason: OptionalWord,
});

/** What may change of a subscription, also in `previous_attributes`, where any part of it may be missing. */
export const SubscriptionFields = z.object({
  status: OptionalWord,
  current_period_start: Seconds,
  current_period_end: Seconds,
  cancel_at: Seconds,
  cancel_at_period_end: z.boolean().nullish().catch(undefined),
  canceled_at: Seconds,
  trial_end: Seconds,
});
export type SubscriptionFields = z.output<typeof SubscriptionFields>;

export const Subscription = SubscriptionFields.extend({
  id: Word,
  customer_id: OptionalWord,
  metadata: Anything,
  /** Only in the expanded form (payment-types lib/index.d.ts, TSubscriptionExpanded). */
  items: z
    .array(z.object({ price_id: OptionalWord, quantity: z.int().nonnegative().nullish() }))
    .nullish()
    .catch(undefined),
});
