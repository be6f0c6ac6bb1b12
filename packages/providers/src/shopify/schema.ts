import { Word } from '@payspool/events';
import { z } from 'zod';
import { decidingField, numberAsText, optionalField } from '../contract/index.ts';

/** An id: an integer of up to 19 digits, kept as text. */
const Id = z.preprocess(numberAsText, Word);
/** An id that decides about the purchase: absent, `null` and empty mean none. */
const OptionalId = decidingField(Id);
/** A status or code that is only information. */
const OptionalWord = optionalField(Word);
/** A decimal in main units: text, in some fields a number. */
const Decimal = z.preprocess(numberAsText, z.string());
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();
const OptionalTime = z.unknown().optional();

/** An amount in the currency of the shop and in that of the buyer. */
const MoneySet = decidingField(
  z.object({
    presentment_money: decidingField(z.object({ amount: Decimal, currency_code: CurrencyCode })),
  }),
);

/** A payment, capture, void or refund (shopify.dev/docs/api/admin-rest/latest/resources/transaction): only the used fields. */
export const Transaction = z.object({
  id: Id,
  order_id: OptionalId,
  parent_id: OptionalId,
  kind: Word,
  status: Word,
  amount: decidingField(Decimal),
  currency: decidingField(CurrencyCode),
  gateway: OptionalWord,
  error_code: OptionalWord,
  processed_at: OptionalTime,
  created_at: OptionalTime,
});
export type Transaction = z.output<typeof Transaction>;

/** The part of a refund in an order that matters for the amount due. */
const RefundOfOrder = z.object({
  transactions: z.array(z.object({ kind: Word, status: Word, amount: Decimal, currency: CurrencyCode })),
});

/** shopify.dev/docs/api/admin-rest/latest/resources/order: only the used fields. The customer's data are not read. */
export const Order = z.object({
  id: Id,
  financial_status: OptionalWord,
  total_price: Decimal,
  currency: CurrencyCode,
  total_price_set: MoneySet,
  current_total_price: decidingField(Decimal),
  current_total_price_set: MoneySet,
  refunds: optionalField(z.array(RefundOfOrder)),
  cancelled_at: OptionalTime,
  created_at: OptionalTime,
  customer: optionalField(z.object({ id: Id })),
  source_identifier: z.unknown().optional(),
  note_attributes: z.unknown().optional(),
});
export type Order = z.output<typeof Order>;

/** shopify.dev/docs/api/admin-rest/latest/resources/refund */
export const Refund = z.object({ id: Id, order_id: OptionalId, transactions: z.array(Transaction) });

/** shopify.dev/docs/api/admin-rest/latest/resources/dispute. It names the order, not the payment. */
export const Dispute = z.object({
  id: Id,
  order_id: OptionalId,
  type: OptionalWord,
  status: Word,
  amount: Decimal,
  currency: CurrencyCode,
  reason: OptionalWord,
});
