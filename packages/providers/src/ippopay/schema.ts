import { compiled, Word } from '@payspool/events';
import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';
import { ORDER_ID } from './hint.ts';

const numberAsText = (value: unknown): unknown => (value instanceof LosslessNumber ? value.value : value);
/** The API writes an empty text where it has nothing (`notes`, `failure_reason`). */
const noneIfBlank = (value: unknown): unknown => (value === null || value === '' ? undefined : value);

/** Amounts are JSON floats in rupees: their text is kept, `1.10` must not pass through a float. */
const Decimal = z.preprocess((value) => noneIfBlank(numberAsText(value)), z.string().optional());
/** Decides what an amount is of: one that cannot be read is a violation. */
const CurrencyCode = z.preprocess(noneIfBlank, z.string().optional());
/** The order that something is of, where the answer repeats it. */
const OrderId = z.preprocess(noneIfBlank, Word.optional());

/** What only adds to a payment. In any other form it is left out, and `unreadFields` names it. */
const optional = <Output>(schema: z.ZodType<Output>) =>
  z.preprocess((value) => noneIfBlank(numberAsText(value)), schema.optional()).catch(undefined);

const FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
const Flag = optional(z.preprocess((value) => FLAGS.get(value) ?? value, z.boolean()));

/** ippopay/docs-api rest-api.md, "Get Transaction Details for Order": only what is used. Customer and card stay unread. */
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
/** With the names of its fields that could not be read. */
const Transaction = z.unknown().transform((value, context) => {
  const { success, data, error } = compiled(TransactionFields).safeParse(value);
  if (success) return { ...data, unread: unreadFields(value, data) };
  for (const { path, message } of error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});
export type Transaction = z.output<typeof Transaction>;

/** The order beside its transactions. The documented answer has none; where there is one its fields have the API's names. */
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

/** One or several; an empty object is how some APIs spell "none". */
function asList(value: unknown): unknown {
  if (value == null || Array.isArray(value)) return value;
  return typeof value === 'object' && Object.keys(value).length === 0 ? [] : [value];
}

const wrapped = <Answer extends z.ZodType>(answer: Answer) =>
  z.object({ order_id: z.string().regex(ORDER_ID), answer });

/** What `confirm` records, before it is known whether the API wrapped its answer in `data` (as documented) or not. */
export const Confirmed = wrapped(
  z.union([z.array(z.unknown()), z.looseObject({ data: z.unknown().optional() })]),
);
export const WrappedAnswer = wrapped(z.object({ data: Content }));
export const BareAnswer = wrapped(Content);

export type Content = z.output<typeof Content>;

/** Fields of `given` that are there and could not be read: they were left out of `read`. */
export const unreadFields = (given: unknown, read: Readonly<Record<string, unknown>>): string[] =>
  typeof given === 'object' && given !== null
    ? Object.entries(given).flatMap(([field, value]) =>
        field in read && read[field] === undefined && noneIfBlank(value) != null ? [field] : [],
      )
    : [];
