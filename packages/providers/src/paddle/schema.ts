import { Word } from '@payspool/events';
import { z } from 'zod';
import { checkShape, decidingField, leftOut, optionalField, unreadFields } from '../contract/index.ts';

/** Paddle writes an amount as a text of whole minor units (developer.paddle.com/api-reference/about/data-types). */
const MinorUnits = z
  .string()
  .regex(/^-?\d{1,38}$/, 'expected whole minor units as text')
  .transform((text) => BigInt(text));
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
/** A reference that decides which purchase an event belongs to. */
const Ref = decidingField(Word);
/** A status or id that is only information. */
const OptionalWord = optionalField(Word);
const Text = z.string();
/** `null` means that there is none; an invalid value counts as absent. */
const orNull = <Output>(schema: z.ZodType<Output>) => schema.nullish().catch(undefined);

const Period = z.object({ starts_at: Text, ends_at: Text });

/** An attempt to pay a transaction (`payments[]`). */
const Attempt = z.object({
  status: OptionalWord,
  error_code: OptionalWord,
  created_at: optionalField(Text),
});

/** An item of a transaction. A price with a billing cycle is recurring: a subscription is made of it. */
const TransactionItem = z.object({
  price: z.object({ billing_cycle: z.unknown().optional() }).nullish(),
  /** Set if the item is charged for a part of a period. */
  proration: z.unknown().optional(),
});

export const Transaction = z.object({
  id: Word,
  status: OptionalWord,
  origin: OptionalWord,
  subscription_id: Ref,
  invoice_id: Ref,
  customer_id: OptionalWord,
  currency_code: CurrencyCode,
  items: decidingField(z.array(TransactionItem).max(1000)),
  billing_period: optionalField(Period),
  billed_at: optionalField(Text),
  created_at: optionalField(Text),
  payments: optionalField(z.array(Attempt).max(1000)),
  /**
   * `grand_total` is the amount due after credits and before payments (developer.paddle.com/api-reference/transactions). Totals of
   * a transaction that credits the customer can be negative.
   */
  details: z.object({ totals: z.object({ grand_total: MinorUnits }) }),
  custom_data: z.unknown().optional(),
});
export type Transaction = z.output<typeof Transaction>;

const SubscriptionItem = z.object({
  price: z.object({ id: Word }),
  quantity: optionalField(z.int().nonnegative()),
  recurring: optionalField(z.boolean()),
  created_at: optionalField(Text),
  trial_dates: optionalField(Period),
});
export type SubscriptionItem = z.output<typeof SubscriptionItem>;

export const Subscription = z.object({
  id: Word,
  status: OptionalWord,
  customer_id: OptionalWord,
  /** Only in `subscription.created`: the transaction that the subscription was made of. */
  transaction_id: Ref,
  collection_mode: OptionalWord,
  items: optionalField(z.array(SubscriptionItem).max(100)),
  current_billing_period: orNull(Period),
  canceled_at: optionalField(Text),
  scheduled_change: orNull(z.object({ action: Word, effective_at: Text })),
  custom_data: z.unknown().optional(),
});
export type Subscription = z.output<typeof Subscription>;

export const Adjustment = z.object({
  id: Word,
  /** What it does: a refund, a credit, a chargeback. */
  action: OptionalWord,
  status: OptionalWord,
  transaction_id: Word,
  subscription_id: Ref,
  customer_id: OptionalWord,
  currency_code: CurrencyCode,
  totals: z.object({ total: MinorUnits }),
});
export type Adjustment = z.output<typeof Adjustment>;

/** An event about one kind of entity, so that a violation's path starts at the body's root. */
export const dataOf = <Schema extends z.ZodType>(entity: Schema) => z.object({ data: entity });

/**
 * Reads the entity of an event.
 *
 * @returns the entity, and one warning for each invalid field that was left out, with its path and never its value
 *
 * @throws {UnusableEventError} with the path of the field, if a deciding field is invalid
 */
export function readData<Entity extends Readonly<Record<string, unknown>>>(
  schema: z.ZodType<{ data: Entity }>,
  body: Readonly<Record<string, unknown>>,
): { readonly entity: Entity; readonly warnings: readonly string[] } {
  const { data: entity } = checkShape(schema, body);
  return {
    entity,
    warnings: unreadFields(body['data'], entity).map((field) => leftOut(`data.${field}`)),
  };
}
