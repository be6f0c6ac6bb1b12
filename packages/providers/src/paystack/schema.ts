import { isRecord, Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, isNone, optionalField } from '../contract/index.ts';
import { CurrencyCode, Subunits } from './money.ts';

// Only the fields that are used, after the samples in PaystackOSS/doc-code-snippets src/doc/payments.

const OptionalRef = decidingField(Word);
const OptionalWord = optionalField(Word);
const OptionalText = optionalField(z.string());
const Amount = decidingField(Subunits);
const Currency = decidingField(CurrencyCode);
const Customer = optionalField(z.object({ customer_code: OptionalWord }));

/** An object that may be `{}`, `[]` or `null` if there is none. */
const object = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (isAbsent(value) ? undefined : value), schema.optional());

/** Whether Paystack writes this value for "none". */
export const isAbsent = (value: unknown): boolean =>
  isNone(value) || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** An id as a number or as text. */
const Id = z.union([Word, z.int().nonnegative()]).transform(String);

/** An object with the code of the plan, or the code alone. */
const Plan = z.preprocess(
  (value) => (isAbsent(value) ? undefined : isRecord(value) ? value['plan_code'] : value),
  decidingField(Word),
);

export const Charge = z.object({
  reference: Word,
  status: OptionalWord,
  amount: Subunits,
  currency: CurrencyCode,
  plan: Plan,
  customer: Customer,
  metadata: z.unknown().optional(),
});

export const Preauthorization = z.object({
  reference: Word,
  status: OptionalWord,
  amount: Subunits,
  captured_amount: Amount,
  currency: CurrencyCode,
  customer: Customer,
  metadata: z.unknown().optional(),
});

export const Refund = z.object({
  /** Only in newer bodies. */
  id: decidingField(Id),
  /** Absent until a processor has it. */
  refund_reference: OptionalRef,
  transaction_reference: OptionalRef,
  status: OptionalWord,
  amount: Subunits,
  currency: CurrencyCode,
});

const DisputedTransaction = z.object({ reference: OptionalRef, amount: Amount, currency: Currency });

export const Dispute = z.object({
  id: Id,
  status: OptionalWord,
  resolution: OptionalWord,
  refund_amount: Amount,
  currency: Currency,
  category: OptionalWord,
  transaction: object(DisputedTransaction),
  transaction_reference: OptionalRef,
});

export const Subscription = z.object({
  subscription_code: Word,
  status: OptionalWord,
  plan: Plan,
  customer: Customer,
  quantity: optionalField(z.int().nonnegative()),
  next_payment_date: OptionalText,
  /** The number of charges; 0 for no limit. */
  invoice_limit: optionalField(z.int().nonnegative()),
});

const InvoicedSubscription = z.object({
  subscription_code: OptionalRef,
  status: OptionalWord,
  next_payment_date: OptionalText,
});
const InvoicedTransaction = z.object({
  reference: OptionalRef,
  status: OptionalWord,
  amount: Amount,
  currency: Currency,
});

export const Invoice = z.object({
  invoice_code: Word,
  status: OptionalWord,
  period_start: OptionalText,
  period_end: OptionalText,
  /** `{}` for an invoice of a payment request. */
  subscription: object(InvoicedSubscription),
  transaction: object(InvoicedTransaction),
  customer: Customer,
});
export type Invoice = z.output<typeof Invoice>;
