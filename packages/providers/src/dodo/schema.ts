import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, optionalField } from '../contract/index.ts';

/** Whole units of the currency's smallest unit. */
const Minor = z.int().nonnegative();
const Currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
/** ISO 8601, `null`, or absent. Any other value counts as absent. */
const Time = z.string().nullish().catch(undefined);

/** Only the id is read: the object also has a name, an email address and a phone number. */
const Customer = optionalField(z.object({ customer_id: Word }));

/** Free keys of the merchant. */
const Metadata = z.unknown().optional();

/** `Payment` of the SDK (src/resources/payments.ts). */
export const Payment = z.object({
  payment_id: Word,
  total_amount: Minor,
  currency: Currency,
  subscription_id: decidingField(Word),
  /** All subscriptions of the payment. If there are several, `subscription_id` is null. */
  subscription_ids: decidingField(z.array(Word).max(100)),
  /** Whether it only stores a payment method, with a charge of 0 or a small amount. */
  is_update_payment_method: optionalField(z.boolean()),
  checkout_session_id: decidingField(Word),
  created_at: Time,
  error_code: optionalField(Word),
  customer: Customer,
  metadata: Metadata,
});
export type Payment = z.output<typeof Payment>;

/** `Refund` of the SDK (src/resources/refunds.ts). Its `reason` is free text of the merchant and is not read. */
export const Refund = z.object({
  refund_id: Word,
  payment_id: Word,
  amount: Minor.nullish(),
  currency: Currency.nullish(),
  customer: Customer,
});

/** `Dispute` of the SDK (src/resources/disputes.ts). */
export const Dispute = z.object({
  dispute_id: Word,
  payment_id: Word,
  /** Text by the SDK's types; the events of Dodo's command line have a number. */
  amount: z.unknown().optional(),
  currency: optionalField(Currency),
  dispute_stage: optionalField(Word),
});
export type Dispute = z.output<typeof Dispute>;

/** `Subscription` of the SDK (src/resources/subscriptions.ts). */
export const Subscription = z.object({
  subscription_id: Word,
  status: optionalField(Word),
  product_id: optionalField(Word),
  quantity: optionalField(z.int().nonnegative()),
  created_at: Time,
  previous_billing_date: Time,
  next_billing_date: Time,
  cancelled_at: Time,
  cancel_at_next_billing_date: optionalField(z.boolean()),
  trial_period_days: optionalField(z.int().nonnegative()),
  customer: Customer,
  metadata: Metadata,
});
export type Subscription = z.output<typeof Subscription>;
