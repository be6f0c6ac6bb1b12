import { Word } from '@payspool/events';
import { z } from 'zod';

/** An id or a word that may be missing: absent, `null`, or empty. */
const OptionalWord = z
  .union([z.literal(''), Word])
  .nullish()
  .transform((word) => word || undefined);
const Subunits = z.int().nonnegative();
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
/** Unix seconds, or `null`; what is neither is as good as absent. */
const Seconds = z.number().nullish().catch(undefined);

/** What every delivery has; `created_at` lies in `payload` in some of the documented samples (refund.speed_changed). */
export const Envelope = z.object({
  event: Word,
  created_at: Seconds,
  payload: z.unknown().optional(),
});

export const Payment = z.object({
  id: Word,
  amount: Subunits,
  currency: CurrencyCode,
  status: OptionalWord,
  order_id: OptionalWord,
  invoice_id: OptionalWord,
  customer_id: OptionalWord,
  amount_refunded: Subunits.nullish(),
  error_code: OptionalWord,
  error_reason: OptionalWord,
  /** `[]` when empty, an object otherwise. */
  notes: z.unknown().optional(),
});
export type Payment = z.output<typeof Payment>;

export const Order = z.object({
  id: Word,
  amount: Subunits,
  currency: CurrencyCode,
  status: OptionalWord,
  receipt: z.unknown().optional(),
  notes: z.unknown().optional(),
  created_at: Seconds,
});

export const Refund = z.object({
  id: Word,
  amount: Subunits,
  currency: CurrencyCode,
  payment_id: OptionalWord,
  status: OptionalWord,
});

export const Dispute = z.object({
  id: Word,
  payment_id: Word,
  amount: Subunits,
  amount_deducted: Subunits.nullish(),
  currency: CurrencyCode,
  reason_code: OptionalWord,
  status: OptionalWord,
});

export const Subscription = z.object({
  id: Word,
  status: OptionalWord,
  plan_id: OptionalWord,
  customer_id: OptionalWord,
  quantity: z.int().nonnegative().nullish(),
  current_start: Seconds,
  current_end: Seconds,
  ended_at: Seconds,
  notes: z.unknown().optional(),
});

export const Invoice = z.object({
  id: Word,
  amount: Subunits,
  currency: CurrencyCode,
  status: OptionalWord,
  order_id: OptionalWord,
  payment_id: OptionalWord,
  subscription_id: OptionalWord,
  customer_id: OptionalWord,
  /** Set on a subscription's invoices only, also where `subscription_id` is left out. */
  billing_start: Seconds,
  receipt: z.unknown().optional(),
  notes: z.unknown().optional(),
  created_at: Seconds,
});

export const PaymentLink = z.object({
  id: Word,
  amount: Subunits,
  currency: CurrencyCode,
  status: OptionalWord,
  /** Absent until somebody begins to pay. */
  order_id: OptionalWord,
  /** The merchant's own id; the order has it as its `receipt`. */
  reference_id: z.unknown().optional(),
  notes: z.unknown().optional(),
});

/** The order beside a payment link: its `id` is written with and without `order_`, so the link and the payment are asked for it. */
export const OrderOfLink = Order.pick({
  id: true,
  status: true,
  receipt: true,
  notes: true,
  created_at: true,
});

/** Entities travel as `payload.<name>.entity`. */
export const entity = <Schema extends z.ZodType>(schema: Schema) => z.object({ entity: schema });
