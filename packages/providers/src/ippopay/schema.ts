import { Word } from '@payspool/events';
import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';
import { ORDER_ID } from './hint.ts';

/** Amounts are JSON floats in rupees: their text is kept, `1.10` must not pass through a float. */
const Decimal = z.preprocess((value) => (value instanceof LosslessNumber ? value.value : value), z.string());

/** ippopay/docs-api rest-api.md, "Get Transaction Details for Order": only what is used. Customer and card stay unread. */
const Transaction = z.object({
  trans_id: Word,
  status: Word,
  refund_status: Word.nullish(),
  cost: z.object({ paid: Decimal.nullish() }).nullish(),
  currency: z.string().nullish(),
  is_intl_payment: z.boolean().nullish(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
});
export type Transaction = z.output<typeof Transaction>;

/** The order beside its transactions. The documented answer has none; where there is one its fields have the API's names. */
const Order = z.object({
  order_id: Word.nullish(),
  amount: Decimal.nullish(),
  currency: z.string().nullish(),
});

const Transactions = z.preprocess(asList, z.array(Transaction).max(100).nullish());

const Content = z.preprocess(
  (value) => (Array.isArray(value) ? { transactions: value } : value),
  Order.extend({ order: Order.nullish(), transaction: Transactions, transactions: Transactions }),
);

/** One or several; an empty object is how some APIs spell "none". */
function asList(value: unknown): unknown {
  if (value == null || Array.isArray(value)) return value;
  return typeof value === 'object' && Object.keys(value).length === 0 ? [] : [value];
}

const wrapped = <Answer extends z.ZodType>(answer: Answer) =>
  z.object({ order_id: z.string().regex(ORDER_ID), answer });

/** What `confirm` records, before it is known whether the API wrapped its answer in `data` (as documented) or not. */
export const Confirmed = wrapped(z.looseObject({ data: z.unknown().optional() }));
export const WrappedAnswer = wrapped(z.object({ data: Content }));
export const BareAnswer = wrapped(Content);

export type Content = z.output<typeof Content>;
