import { Word } from '@payspool/events';
import { z } from 'zod';
import { Links } from './links.ts';
import { Amount, ReturnedAmount } from './money.ts';

/**
 * Only the used fields of PayPal's webhooks; other keys are dropped. Values of open enums are strings. One schema reads both
 * generations of a resource, with both names of each field: v2 `status`, v1 `state`.
 * Shapes: PayPal's openapi files (checkout_orders_v2, payments_payment_v2, billing_subscriptions_v1, customer_disputes_v1),
 * v1 resources from its webhook simulator. The schema defines the form of each field; `read-resource.ts` decides which invalid
 * fields may be left out.
 */
const Id = Word;
/** Absent, or `null`: the same. */
const optional = <Output>(schema: z.ZodType<Output>) =>
  schema.nullish().transform((value) => value ?? undefined);
/** Statuses and ids may be empty or absent. */
const Text = z
  .union([z.literal(''), Word])
  .nullish()
  .transform((text) => text || undefined);
const anything = z.unknown().optional();
/** Counts are numbers in v2 and text in v1. */
const Count = optional(z.union([z.int(), z.string().regex(/^\d{1,9}$/)]).pipe(z.coerce.number()));
const list = <Output>(schema: z.ZodType<Output>) =>
  z
    .array(schema)
    .nullish()
    .transform((entries) => entries ?? []);

export const Envelope = z.object({
  event_type: Word,
  /** It cannot always be parsed: PayPal's simulator sends a month 19. */
  create_time: anything,
  resource: anything,
});

const relatedIds = {
  supplementary_data: optional(
    z.object({
      related_ids: optional(z.object({ order_id: Text, authorization_id: Text, capture_id: Text })),
    }),
  ),
  links: Links,
};

const payment = {
  status: Text,
  state: Text,
  status_details: optional(z.object({ reason: Text })),
  reason_code: Text,
  amount: optional(Amount),
  final_capture: optional(z.boolean()),
  is_final_capture: optional(z.boolean()),
  parent_payment: Text,
  billing_agreement_id: Text,
  create_time: Text,
  custom_id: anything,
  invoice_id: anything,
  custom: anything,
  invoice_number: anything,
  ...relatedIds,
};

/** A capture, an authorization or a v1 sale. */
export const Payment = z.object({ ...payment, id: Id });
export type Payment = z.output<typeof Payment>;

const refund = {
  status: Text,
  state: Text,
  amount: optional(ReturnedAmount),
  seller_payable_breakdown: optional(z.object({ total_refunded_amount: optional(ReturnedAmount) })),
  total_refunded_amount: optional(ReturnedAmount),
  sale_id: Text,
  capture_id: Text,
  parent_payment: Text,
  billing_agreement_id: Text,
  ...relatedIds,
};

/** A refund; or, under the same event types, the capture or sale that was refunded. */
export const Refund = z.object({
  ...refund,
  id: Id,
  // Only a capture or a sale has these.
  final_capture: anything,
  is_final_capture: anything,
  payment_mode: anything,
  protection_eligibility: anything,
  seller_protection: anything,
  seller_receivable_breakdown: anything,
});
export type Refund = z.output<typeof Refund>;

/** Inside an order, an element without an id is left out instead of refused. */
const Nested = z.object({ ...payment, id: Text });
const NestedRefund = z.object({ ...refund, id: Text });

export const PurchaseUnit = z.object({
  amount: optional(Amount),
  custom_id: anything,
  invoice_id: anything,
  payee: optional(z.object({ merchant_id: Text })),
  payments: optional(
    z.object({ captures: list(Nested), authorizations: list(Nested), refunds: list(NestedRefund) }),
  ),
});
export type PurchaseUnit = z.output<typeof PurchaseUnit>;

export const Order = z
  .object({
    id: Text,
    /** Instead of `id` in CHECKOUT.PAYMENT-APPROVAL.REVERSED. */
    order_id: Text,
    status: Text,
    create_time: Text,
    purchase_units: list(PurchaseUnit),
    payer: optional(z.object({ payer_id: Text })),
  })
  .transform((order, context) => {
    const id = order.id ?? order.order_id;
    if (id !== undefined) return { ...order, id };
    context.addIssue({ code: 'custom', path: ['id'], message: 'the order id is missing' });
    return z.NEVER;
  });
export type Order = z.output<typeof Order>;

/** A v2 subscription, or a v1 billing agreement, from the time before plans had ids. */
export const Subscription = z.object({
  id: Id,
  status: Text,
  state: Text,
  status_update_time: Text,
  start_time: Text,
  plan_id: Text,
  plan: optional(z.object({ id: Text })),
  quantity: Text,
  custom_id: anything,
  subscriber: optional(z.object({ payer_id: Text })),
  payer: optional(z.object({ payer_info: optional(z.object({ payer_id: Text })) })),
  billing_info: optional(
    z.object({
      next_billing_time: Text,
      last_payment: optional(z.object({ time: Text, amount: optional(z.object({ value: Text })) })),
      last_failed_payment: optional(z.object({ time: Text })),
      failed_payments_count: Count,
      outstanding_balance: optional(z.object({ value: Text })),
      cycle_executions: list(z.object({ tenure_type: Text, cycles_completed: Count })),
    }),
  ),
  agreement_details: optional(
    z.object({
      last_payment_date: Text,
      last_payment_amount: optional(z.object({ value: Text })),
      next_billing_date: Text,
      failed_payment_count: Count,
    }),
  ),
});
export type Subscription = z.output<typeof Subscription>;

/** The merchant's side of a transaction: the id of the capture or sale. It is also the key of its part of the delivery. */
const TransactionId = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'expected an id of 1 to 100 printable characters');

export const DisputedTransaction = z.object({
  seller_transaction_id: z
    .union([z.literal(''), TransactionId])
    .nullish()
    .transform((id) => id || undefined),
  gross_amount: optional(ReturnedAmount),
  items: list(z.object({ dispute_amount: optional(ReturnedAmount) })),
});
export type DisputedTransaction = z.output<typeof DisputedTransaction>;

export const Dispute = z.object({
  dispute_id: Id,
  status: Text,
  reason: Text,
  dispute_amount: optional(ReturnedAmount),
  disputed_transactions: list(DisputedTransaction),
  dispute_outcome: optional(z.object({ outcome_code: Text, amount_refunded: optional(ReturnedAmount) })),
});
export type Dispute = z.output<typeof Dispute>;
