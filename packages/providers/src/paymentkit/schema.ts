import { Word } from '@payspool/events';
import { z } from 'zod';
import { optionalField } from '../contract/index.ts';
import { readTime } from './envelope.ts';

/**
 * An id that decides about the purchase of a payment: absent, `null` or empty means none. An invalid one is a violation, because
 * otherwise the payment of an invoice would become a purchase of its own.
 */
const Reference = z
  .union([z.literal(''), Word])
  .nullish()
  .transform((word) => word || undefined);

const OptionalWord = optionalField(Word);
const Flag = optionalField(z.boolean());

/** Base units as a string of digits. A JSON number is refused, because 18 decimals do not fit into one. */
const BaseUnits = z.string('expected a string of digits').regex(/^\d{1,38}$/, 'expected a string of digits');
const OptionalUnits = optionalField(BaseUnits);

/** A time in the canonical format; `null`, or the database's `0`, means that there is none. */
const Time = z
  .unknown()
  .transform((value) => (value === null || value === 0 || value === '0' ? null : readTime(value)))
  .optional();
const Anything = z.unknown().optional();

export const CheckoutSession = z.object({
  id: Word,
  mode: OptionalWord,
  status: OptionalWord,
  payment_status: OptionalWord,
  customer_id: OptionalWord,
  client_reference_id: Anything,
  metadata: Anything,
  payment_link_id: Anything,
  created_via: Anything,
  subscription_id: Reference,
  invoice_id: Reference,
  payment_intent_id: Reference,
  created_at: Time,
});
export type CheckoutSession = z.output<typeof CheckoutSession>;

/** In addition to `CheckoutSession` if the amount matters; a subscription's session needs none. */
export const SessionAmount = z.object({ amount_total: BaseUnits, currency_id: Word });

export const PaymentIntent = z.object({
  id: Word,
  amount: BaseUnits,
  amount_received: BaseUnits.nullish(),
  amount_capturable: OptionalUnits,
  currency_id: Word,
  status: OptionalWord,
  customer_id: OptionalWord,
  invoice_id: Reference,
  last_payment_error: optionalField(z.object({ code: OptionalWord, type: OptionalWord })),
  metadata: Anything,
});

/** A line of the expanded invoice (payment-types lib/invoice-item.d.ts). */
const Line = z.object({
  period: z.object({ start: Time, end: Time }).optional().catch(undefined),
  proration: Flag,
});

export const Invoice = z.object({
  id: Word,
  status: OptionalWord,
  billing_reason: OptionalWord,
  customer_id: OptionalWord,
  subscription_id: Reference,
  checkout_session_id: Reference,
  payment_intent_id: Reference,
  total: OptionalUnits,
  amount_due: OptionalUnits,
  amount_paid: OptionalUnits,
  paid_out_of_band: Flag,
  period_start: Time,
  period_end: Time,
  lines: optionalField(z.array(Line.catch({ period: undefined, proration: undefined }))),
  metadata: Anything,
  created_at: Time,
});
export type Invoice = z.output<typeof Invoice>;

/** In addition to `Invoice` if it is an order; a subscription's invoice needs none. */
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

/** The fields of a subscription that may change, also in `previous_attributes`, where any of them may be missing. */
export const SubscriptionFields = z.object({
  status: OptionalWord,
  current_period_start: Time,
  current_period_end: Time,
  cancel_at: Time,
  cancel_at_period_end: Flag,
  canceled_at: Time,
  trial_end: Time,
  /** `null`: collection continues. */
  pause_collection: z.object({ resumes_at: Time }).nullish().catch(undefined),
});
export type SubscriptionFields = z.output<typeof SubscriptionFields>;

/** An item of the expanded form (payment-types lib/index.d.ts, TSubscriptionItemExpanded). A list with any other item is left out completely. */
const Item = z.object({
  id: Reference,
  price_id: Reference,
  quantity: z.int().nonnegative().nullish(),
  price: optionalField(z.object({ recurring: optionalField(z.object({ usage_type: OptionalWord })) })),
});
export type Item = z.output<typeof Item>;

export const Subscription = SubscriptionFields.extend({
  id: Word,
  customer_id: OptionalWord,
  latest_invoice_id: OptionalWord,
  start_date: Time,
  metadata: Anything,
  /** Only in the expanded form (payment-types lib/index.d.ts, TSubscriptionExpanded). */
  items: optionalField(z.array(Item)),
});
export type Subscription = z.output<typeof Subscription>;
