import { compiled, Word } from '@payspool/events';
import { z } from 'zod';
import { optionalField } from '../contract/index.ts';

/**
 * An id that decides about the purchase: absent, `null` and empty mean none. Any other value that is not an id is a violation,
 * because leaving it out would make two purchases of one.
 */
const OptionalRef = z
  .union([z.literal(''), Word])
  .nullish()
  .transform((word) => word || undefined);

/** A status or id that is only information. */
const OptionalWord = optionalField(Word);
const Subunits = z.int().nonnegative();
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
/** Unix seconds, or `null`; every other value counts as absent. */
const Seconds = z.number().nullish().catch(undefined);
/** `true`, or `"1"` as in the samples of subscription.charged. */
const Flag = optionalField(
  z.union([
    z.boolean(),
    z.literal([1, '1', 'true']).transform(() => true),
    z.literal([0, '0', 'false']).transform(() => false),
  ]),
);

const payment = {
  id: Word,
  status: OptionalWord,
  captured: Flag,
  order_id: OptionalRef,
  invoice_id: OptionalRef,
  customer_id: OptionalWord,
  amount_refunded: optionalField(Subunits),
  method: OptionalWord,
  /** The token of a mandate or of a saved card. */
  token_id: OptionalWord,
  recurring: Flag,
  error_code: OptionalWord,
  error_reason: OptionalWord,
  /** `[]` if empty, otherwise an object. */
  notes: z.unknown().optional(),
};

/** The payment that an event is about. */
export const Payment = z.object({ ...payment, amount: Subunits, currency: CurrencyCode });
export type Payment = z.output<typeof Payment>;

/** A payment that is included with the event's entity. Without an amount it still connects references. */
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

/**
 * An order that is included with a payment. It is only information and never makes the payment fail. Its `id` occurs with and
 * without `order_`, so the id is read from the payment.
 */
export const OrderBeside = z.object({
  ...order,
  id: optionalField(Word),
  amount: optionalField(Subunits),
  currency: optionalField(CurrencyCode),
});
export type OrderBeside = z.output<typeof OrderBeside>;

/** Amount and currency may be missing if the included payment states the refunded amount. */
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
  /** `null` means that there is none. */
  quantity: z.int().nonnegative().nullish().catch(undefined),
  current_start: Seconds,
  current_end: Seconds,
  start_at: Seconds,
  ended_at: Seconds,
  /** The number of charged cycles, and of all cycles. */
  paid_count: optionalField(Subunits),
  total_count: optionalField(Subunits),
  /** Its origin: `api`, a plugin, a button. */
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
  /** Set only on a subscription's invoices, even if `subscription_id` is missing. */
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
  /** Absent until a buyer begins to pay. */
  order_id: OptionalRef,
  /** The merchant's own id; in the order it is the `receipt`. */
  reference_id: z.unknown().optional(),
  notes: z.unknown().optional(),
});

/** Entities are in `payload.<name>.entity`. */
export const entity = <Schema extends z.ZodType>(schema: Schema) => z.object({ entity: schema });

/** An entity that is included with the event's own. If it is not an object or has no id, it counts as absent. */
export const beside = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (value) => (value !== undefined && compiled(Named).safeParse(value).success ? value : undefined),
    entity(schema).optional(),
  );

const Named = entity(z.object({ id: z.union([z.string().min(1), z.number()]) }));
