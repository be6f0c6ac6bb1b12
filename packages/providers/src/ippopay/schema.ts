import { compiled, Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, numberAsText, optionalField, unreadFields } from '../contract/index.ts';
import { ORDER_ID } from './hint.ts';

/** Amounts are JSON floats in rupees. Their text is kept, because `1.10` must not be converted to a float. */
const Decimal = decidingField(z.preprocess(numberAsText, z.string()));
/** A field that decides about an amount: an invalid value is a violation. */
const CurrencyCode = decidingField(z.string());
/** The id of the order, if the answer repeats it. */
const OrderId = decidingField(Word);

/** Optional details of a payment. */
const optional = <Output>(schema: z.ZodType<Output>) => optionalField(z.preprocess(numberAsText, schema));

const FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
const Flag = optional(z.preprocess((value) => FLAGS.get(value) ?? value, z.boolean()));

/** ippopay/docs-api rest-api.md, "Get Transaction Details for Order": only the used fields. Customer and card are not read. */
const TransactionFields = z.object({
  trans_id: Word,
  status: Word,
  order_id: OrderId,
  refund_status: optional(Word),
  cost: optional(z.object({ paid: Decimal })),
  currency: CurrencyCode,
  is_intl_payment: Flag,
  createdAt: optional(z.string()),
  updatedAt: optional(z.string()),
});
/** With the names of its invalid fields. */
const Transaction = z.unknown().transform((value, context) => {
  const { success, data, error } = compiled(TransactionFields).safeParse(value);
  if (success) return { ...data, unread: unreadFields(value, data) };
  for (const { path, message } of error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});
export type Transaction = z.output<typeof Transaction>;

/** The order of the transactions. The documented answer has none; if there is one, its fields have the API's names. */
const Order = z.object({
  order_id: OrderId,
  amount: Decimal.catch(undefined),
  currency: CurrencyCode,
});

const Transactions = z.preprocess(asList, z.array(Transaction).nullish());

const Content = z.preprocess(
  (value) => (Array.isArray(value) ? { transactions: value } : value),
  Order.extend({ order: optional(Order), transaction: Transactions, transactions: Transactions }),
);

/** One or several; some APIs write an empty object for "none". */
function asList(value: unknown): unknown {
  if (value == null || Array.isArray(value)) return value;
  return typeof value === 'object' && Object.keys(value).length === 0 ? [] : [value];
}

const wrapped = <Answer extends z.ZodType>(answer: Answer) =>
  z.object({ order_id: z.string().regex(ORDER_ID), answer });

/** The record of `confirm`, which accepts answers with `data` (as documented) and without. */
export const Confirmed = wrapped(
  z.union([z.array(z.unknown()), z.looseObject({ data: z.unknown().optional() })]),
);
export const WrappedAnswer = wrapped(z.object({ data: Content }));
export const BareAnswer = wrapped(Content);

export type Content = z.output<typeof Content>;
