import { isRecord, Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, optionalField } from '../contract/index.ts';

/** Another object: its id, or the object itself. */
const Ref = z.preprocess((value) => (isRecord(value) ? value['id'] : value), Word);
const OptionalRef = optionalField(Ref);
const OptionalWord = optionalField(Word);
/** Every amount is "in cents" (creem SDK, OrderEntity, TransactionEntity, RefundEntity, DisputeEntity). */
const Cents = z.int().nonnegative();
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
/** ISO 8601; every other value counts as absent. */
const Time = z.string().nullish().catch(undefined);

/** An object of which only the id may be sent. */
const orId = <Schema extends z.ZodObject>(schema: Schema) =>
  decidingField(z.preprocess((value) => (typeof value === 'string' ? { id: value } : value), schema));

/** A payment, or an attempt at one. */
const Transaction = z.object({
  id: Word,
  status: OptionalWord,
  /** `payment` of a purchase, `invoice` of a subscription. */
  type: OptionalWord,
  /** Without tax, if that is added to the price. */
  amount: decidingField(Cents),
  amount_paid: decidingField(Cents),
  currency: decidingField(CurrencyCode),
  order: decidingField(Ref),
  subscription: decidingField(Ref),
  customer: OptionalRef,
});
export type Transaction = z.output<typeof Transaction>;

const Order = z.object({
  id: Word,
  status: OptionalWord,
  /** `onetime` or `recurring`. */
  type: decidingField(Word),
  amount: decidingField(Cents),
  amount_due: decidingField(Cents),
  amount_paid: decidingField(Cents),
  currency: decidingField(CurrencyCode),
  transaction: decidingField(Ref),
  created_at: Time,
});
export type Order = z.output<typeof Order>;

const Subscription = z.object({
  id: Word,
  status: OptionalWord,
  product: OptionalRef,
  customer: OptionalRef,
  items: optionalField(
    z
      .array(
        z.object({
          id: OptionalWord,
          product_id: OptionalWord,
          units: optionalField(z.int().nonnegative()),
        }),
      )
      .max(100),
  ),
  /** The last paid transaction. */
  last_transaction_id: decidingField(Word),
  last_transaction: orId(Transaction),
  current_period_start_date: Time,
  current_period_end_date: Time,
  canceled_at: Time,
  metadata: z.unknown().optional(),
});
export type Subscription = z.output<typeof Subscription>;

const Checkout = z.object({ request_id: z.unknown().optional(), metadata: z.unknown().optional() });

export const CheckoutBody = z.object({
  object: Checkout.extend({
    order: orId(Order),
    subscription: orId(Subscription),
    customer: OptionalRef,
  }),
});

export const SubscriptionBody = z.object({ object: Subscription });

/** What goes back: a refund or a dispute, with everything that it is about. */
const returned = {
  id: Word,
  transaction: orId(Transaction),
  order: orId(Order),
  subscription: orId(Subscription),
  checkout: optionalField(Checkout),
  customer: OptionalRef,
};
export type Returned = z.output<z.ZodObject<typeof returned>>;

export const RefundBody = z.object({
  object: z.object({
    ...returned,
    status: OptionalWord,
    refund_amount: Cents,
    refund_currency: CurrencyCode,
    reason: OptionalWord,
  }),
});

export const DisputeBody = z.object({
  object: z.object({ ...returned, amount: Cents, currency: CurrencyCode }),
});
