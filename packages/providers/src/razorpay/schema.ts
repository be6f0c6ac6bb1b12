import { compiled, Word } from '@payspool/events';
import { z } from 'zod';

/**
 * What decides which purchase it is: absent, `null` and empty are none. Anything else that is no id is a violation: to leave it out
 * would make one purchase into two.
 */
const OptionalRef = z
  .union([z.literal(''), Word])
  .nullish()
  .transform((word) => word || undefined);

/** What decides nothing: of another form it counts as absent, and `readPayload` warns of it. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined);

/** A word or id that only informs. */
const OptionalWord = optional(Word);
const Subunits = z.int().nonnegative();
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
/** Unix seconds, or `null`; what is neither is as good as absent. */
const Seconds = z.number().nullish().catch(undefined);
/** `true`, or `"1"` as in the samples of subscription.charged. */
const Flag = optional(
  z.union([
    z.boolean(),
    z.literal([1, '1', 'true']).transform(() => true),
    z.literal([0, '0', 'false']).transform(() => false),
  ]),
);

/** What every delivery has; `created_at` lies in `payload` in some of the documented samples (refund.speed_changed). */
export const Envelope = z.object({
  event: Word,
  created_at: Seconds,
  account_id: z.unknown().optional(),
  payload: z.unknown().optional(),
});

const payment = {
  id: Word,
  status: OptionalWord,
  captured: Flag,
  order_id: OptionalRef,
  invoice_id: OptionalRef,
  customer_id: OptionalWord,
  amount_refunded: optional(Subunits),
  method: OptionalWord,
  /** Of a mandate, and of a saved card. */
  token_id: OptionalWord,
  recurring: Flag,
  error_code: OptionalWord,
  error_reason: OptionalWord,
  /** `[]` when empty, an object otherwise. */
  notes: z.unknown().optional(),
};

/** The payment that an event is about. */
export const Payment = z.object({ ...payment, amount: Subunits, currency: CurrencyCode });
export type Payment = z.output<typeof Payment>;

/** A payment beside the entity that an event is about. Without an amount it still ties references together. */
export const PaymentBeside = z.object({
  ...payment,
  amount: Subunits.nullish(),
  currency: CurrencyCode.nullish(),
});
export type PaymentBeside = z.output<typeof PaymentBeside>;

const order = {
  id: Word,
  status: OptionalWord,
  receipt: z.unknown().optional(),
  notes: z.unknown().optional(),
  created_at: Seconds,
};

export const Order = z.object({ ...order, amount: Subunits, currency: CurrencyCode });
export type Order = z.output<typeof Order>;

/** An order beside a payment: it only informs, and never costs the payment. Its `id` is written with and without `order_`, so what it stands beside is asked for it. */
export const OrderBeside = z.object({
  ...order,
  id: optional(Word),
  amount: optional(Subunits),
  currency: optional(CurrencyCode),
});
export type OrderBeside = z.output<typeof OrderBeside>;

/** Amount and currency may be missing where the payment beside tells what has gone back. */
export const Refund = z.object({
  id: Word,
  amount: Subunits.nullish(),
  currency: CurrencyCode.nullish(),
  payment_id: OptionalRef,
  status: OptionalWord,
});

export const Dispute = z.object({
  id: Word,
  payment_id: OptionalRef,
  amount: Subunits.nullish(),
  amount_deducted: Subunits.nullish(),
  currency: CurrencyCode.nullish(),
  reason_code: OptionalWord,
  status: OptionalWord,
});

export const Subscription = z.object({
  id: Word,
  status: OptionalWord,
  plan_id: OptionalWord,
  customer_id: OptionalWord,
  /** `null` says that there is none. */
  quantity: z.int().nonnegative().nullish().catch(undefined),
  current_start: Seconds,
  current_end: Seconds,
  start_at: Seconds,
  ended_at: Seconds,
  /** Cycles that were charged, and cycles in all. */
  paid_count: optional(Subunits),
  total_count: optional(Subunits),
  /** What made it: `api`, a plugin, a button. */
  source: OptionalWord,
  notes: z.unknown().optional(),
});
export type Subscription = z.output<typeof Subscription>;

export const Invoice = z.object({
  id: Word,
  amount: Subunits,
  currency: CurrencyCode,
  status: OptionalWord,
  order_id: OptionalRef,
  payment_id: OptionalRef,
  subscription_id: OptionalRef,
  customer_id: OptionalWord,
  /** Set on a subscription's invoices only, also where `subscription_id` is left out. */
  billing_start: Seconds,
  billing_end: Seconds,
  receipt: z.unknown().optional(),
  notes: z.unknown().optional(),
  created_at: Seconds,
});
export type Invoice = z.output<typeof Invoice>;

export const PaymentLink = z.object({
  id: Word,
  amount: Subunits,
  currency: CurrencyCode,
  status: OptionalWord,
  /** Absent until somebody begins to pay. */
  order_id: OptionalRef,
  /** The merchant's own id; the order has it as its `receipt`. */
  reference_id: z.unknown().optional(),
  notes: z.unknown().optional(),
});

/** Entities travel as `payload.<name>.entity`. */
export const entity = <Schema extends z.ZodType>(schema: Schema) => z.object({ entity: schema });

/** An entity beside the one that an event is about: one that is no object, or has no id, is as good as absent. */
export const beside = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (value) => (value !== undefined && compiled(Named).safeParse(value).success ? value : undefined),
    entity(schema).optional(),
  );

const Named = entity(z.object({ id: z.union([z.string().min(1), z.number()]) }));
