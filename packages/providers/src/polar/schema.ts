import { Word } from '@payspool/events';
import { z } from 'zod';
import { checkShape, decidingField, leftOut, optionalField, unreadFields } from '../contract/index.ts';

/** Amounts are integers in minor units (`amount: int` in server/polar/order/schemas.py). */
const MinorUnits = z.int().nonnegative();
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
/** A reference that decides which purchase an event belongs to. */
const Ref = decidingField(Word);
/** A status or id that is only information. */
const OptionalWord = optionalField(Word);
const OptionalText = optionalField(z.string());
/** `null` means that there is none; an invalid value counts as absent. */
const TextOrNull = z.string().nullish().catch(undefined);
const CountOrNull = z.int().nonnegative().nullish().catch(undefined);

export const Order = z.object({
  id: Word,
  status: OptionalWord,
  currency: CurrencyCode,
  /** After taxes, discounts and the customer's balance. Absent in old bodies. */
  due_amount: decidingField(MinorUnits),
  total_amount: MinorUnits,
  /** Without and of tax. */
  refunded_amount: decidingField(MinorUnits),
  refunded_tax_amount: decidingField(MinorUnits),
  billing_reason: OptionalWord,
  customer_id: OptionalWord,
  subscription_id: Ref,
  created_at: OptionalText,
  /** Set while a failed payment is retried. */
  next_payment_attempt_at: OptionalText,
  metadata: z.unknown().optional(),
  /** The subscription at the time of the event. */
  subscription: optionalField(
    z.object({
      status: OptionalWord,
      current_period_start: OptionalText,
      current_period_end: OptionalText,
    }),
  ),
});
export type Order = z.output<typeof Order>;

export const Subscription = z.object({
  id: Word,
  status: OptionalWord,
  customer_id: OptionalWord,
  product_id: OptionalWord,
  seats: CountOrNull,
  units: CountOrNull,
  current_period_start: TextOrNull,
  current_period_end: TextOrNull,
  cancel_at_period_end: optionalField(z.boolean()),
  canceled_at: TextOrNull,
  ends_at: OptionalText,
  ended_at: OptionalText,
  trial_end: TextOrNull,
  metadata: z.unknown().optional(),
});
export type Subscription = z.output<typeof Subscription>;

export const Refund = z.object({
  id: Word,
  status: OptionalWord,
  /** A word of a closed list. */
  reason: OptionalWord,
  /** Without and of tax. */
  amount: MinorUnits,
  tax_amount: MinorUnits,
  currency: CurrencyCode,
  order_id: Word,
  subscription_id: Ref,
  customer_id: OptionalWord,
  /** The dispute that the refund prevented. */
  dispute: optionalField(
    z.object({ id: Word, status: OptionalWord, amount: MinorUnits, tax_amount: MinorUnits }),
  ),
});
export type Refund = z.output<typeof Refund>;

/** An event about one kind of object, so that a violation's path starts at the body's root. */
export const dataOf = <Schema extends z.ZodType>(object: Schema) => z.object({ data: object });

/**
 * Reads the object of an event.
 *
 * @returns the object, and one warning for each invalid field that was left out, with its path and never its value
 *
 * @throws {UnusableEventError} with the path of the field, if a deciding field is invalid
 */
export function readData<Data extends Readonly<Record<string, unknown>>>(
  schema: z.ZodType<{ data: Data }>,
  body: Readonly<Record<string, unknown>>,
): { readonly data: Data; readonly warnings: readonly string[] } {
  const { data } = checkShape(schema, body);
  return { data, warnings: unreadFields(body['data'], data).map((field) => leftOut(`data.${field}`)) };
}
