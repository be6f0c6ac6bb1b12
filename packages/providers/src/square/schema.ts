import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, optionalField } from '../contract/index.ts';
import { SquareMoney } from './money.ts';

// Only the fields that are used, by square-nodejs-sdk src/api/types. Ids and amounts decide; everything else is only information.

const OptionalRef = decidingField(Word);
const OptionalWord = optionalField(Word);
const OptionalText = optionalField(z.string());
const Money = decidingField(SquareMoney);

export const Payment = z.object({
  id: Word,
  status: OptionalWord,
  order_id: OptionalRef,
  customer_id: OptionalWord,
  /** The merchant's own id. */
  reference_id: z.unknown().optional(),
  amount_money: SquareMoney,
  /** With the tip. */
  total_money: Money,
  /** The total refunded so far. */
  refunded_money: Money,
  application_details: optionalField(z.object({ square_product: OptionalWord })),
  card_details: optionalField(z.object({ errors: optionalField(z.array(z.object({ code: OptionalWord }))) })),
});

export const Refund = z.object({
  id: Word,
  status: OptionalWord,
  /** Absent for a refund that is not linked to a payment. */
  payment_id: OptionalRef,
  amount_money: SquareMoney,
});

/** Not the order itself: events of orders have only these fields. */
export const OrderStub = z.object({ order_id: Word, state: OptionalWord, created_at: OptionalText });

const PaymentRequest = z.object({ computed_amount_money: Money, due_date: OptionalText });

export const Invoice = z.object({
  id: Word,
  status: OptionalWord,
  order_id: OptionalRef,
  /** Present on the invoices of subscriptions alone. */
  subscription_id: OptionalRef,
  payment_requests: decidingField(z.array(PaymentRequest)),
  primary_recipient: optionalField(z.object({ customer_id: OptionalWord })),
  timezone: OptionalText,
  created_at: OptionalText,
});
export type Invoice = z.output<typeof Invoice>;

export const Subscription = z.object({
  id: Word,
  status: OptionalWord,
  plan_variation_id: OptionalWord,
  customer_id: OptionalWord,
  start_date: OptionalText,
  /** The last day that has been invoiced. */
  charged_through_date: OptionalText,
  /** The day on which it is, or will be, canceled. */
  canceled_date: OptionalText,
  timezone: OptionalText,
});
export type Subscription = z.output<typeof Subscription>;

export const Dispute = z.object({
  id: Word,
  state: OptionalWord,
  amount_money: Money,
  reason: OptionalWord,
  disputed_payment: decidingField(z.object({ payment_id: OptionalRef })),
});
