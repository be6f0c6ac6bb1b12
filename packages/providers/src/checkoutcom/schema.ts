import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, optionalField } from '../contract/index.ts';

/** Whole minor units. */
const Minor = z.int().nonnegative();
const Currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();

/** Totals of the payment after the action. Events of cards have them; the samples of some other payment methods do not. */
const Balances = z.object({
  total_authorized: decidingField(Minor),
  total_captured: decidingField(Minor),
  available_to_capture: decidingField(Minor),
});
export type Balances = z.output<typeof Balances>;

/** `data` of the events of a payment and its actions. */
export const Payment = z.object({
  /** `pay_…`: the payment. */
  id: Word,
  amount: Minor,
  currency: Currency,
  balances: decidingField(Balances),
  /** Of a payment: the merchant's own id. Of a capture or void: the action's own reference, if it has one. */
  reference: z.unknown().optional(),
  response_code: optionalField(Word),
  /** Only the id is read: the object also has an email address and a name. */
  customer: optionalField(z.object({ id: optionalField(Word) })),
});
export type Payment = z.output<typeof Payment>;

/** `data` of the events of a refund, which is an action of a payment. */
export const Refund = Payment.extend({
  /** `act_…`: the refund. */
  action_id: Word,
});

/** `data` of the events of a dispute. */
export const Dispute = z.object({
  id: Word,
  payment_id: Word,
  amount: Minor.nullish(),
  currency: Currency.nullish(),
  /** The card scheme's code: `10.4`. */
  reason_code: optionalField(Word),
  resolved_reason: optionalField(Word),
});
