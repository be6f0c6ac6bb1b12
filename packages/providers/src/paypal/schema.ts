import { Word } from '@payspool/events';
import { z } from 'zod';
import { Links } from './links.ts';
import { Amount, AmountV1, TotalV1 } from './money.ts';

/**
 * What is used of PayPal's webhooks, nothing else: other keys are stripped. Words of open enums are strings.
 * Shapes: PayPal's openapi files (checkout_orders_v2, payments_payment_v2, billing_subscriptions_v1, customer_disputes_v1),
 * v1 resources from its webhook simulator.
 */
const Id = Word;
/** Absent, or `null`: the same. */
const optional = <Output>(schema: z.ZodType<Output>) =>
  schema.nullish().transform((value) => value ?? undefined);
const OptionalId = optional(Id);
/** Words arrive empty as well as absent. */
const Text = z
  .union([z.literal(''), Word])
  .nullish()
  .transform((text) => text || undefined);
/** The merchant's own fields may hold anything. */
const merchantFields = { custom_id: z.unknown().optional(), invoice_id: z.unknown().optional() };

export const Envelope = z.object({
  event_type: Word,
  /** Does not always parse: PayPal's simulator sends a month 19. */
  create_time: z.unknown(),
  resource_type: z.unknown(),
  /** Absent for v1 resources. */
  resource_version: Text,
  resource: z.unknown(),
});

const relatedIds = {
  supplementary_data: optional(
    z.object({ related_ids: optional(z.object({ order_id: OptionalId, authorization_id: OptionalId })) }),
  ),
  links: Links,
};

export const Payment = z.object({
  id: Id,
  status: Text,
  status_details: optional(z.object({ reason: Text })),
  amount: Amount,
  final_capture: optional(z.boolean()),
  ...merchantFields,
  ...relatedIds,
});
export type Payment = z.output<typeof Payment>;

const PurchaseUnit = z.object({
  amount: optional(Amount),
  ...merchantFields,
  payments: optional(z.object({ captures: optional(z.array(Payment)) })),
});

export const Order = z
  .object({
    id: OptionalId,
    /** Instead of `id` in CHECKOUT.PAYMENT-APPROVAL.REVERSED. */
    order_id: OptionalId,
    status: Text,
    create_time: Text,
    purchase_units: z.array(PurchaseUnit).default([]),
    payer: optional(z.object({ payer_id: OptionalId })),
  })
  .transform((order, context) => {
    const id = order.id ?? order.order_id;
    if (id !== undefined) return { ...order, id };
    context.addIssue({ code: 'custom', path: ['id'], message: 'the order id is missing' });
    return z.NEVER;
  });
export type Order = z.output<typeof Order>;

export const Refund = z.object({
  id: Id,
  status: Text,
  amount: Amount,
  seller_payable_breakdown: optional(z.object({ total_refunded_amount: optional(Amount) })),
  ...merchantFields,
  links: Links,
});

/** A v1 sale, capture or authorization. */
export const PaymentV1 = z.object({
  id: Id,
  state: Text,
  reason_code: Text,
  amount: AmountV1,
  is_final_capture: optional(z.boolean()),
  parent_payment: OptionalId,
  billing_agreement_id: OptionalId,
  custom: z.unknown().optional(),
  invoice_number: z.unknown().optional(),
  links: Links,
});

export const RefundV1 = z.object({
  id: Id,
  state: Text,
  amount: AmountV1,
  total_refunded_amount: optional(TotalV1),
  sale_id: OptionalId,
  capture_id: OptionalId,
  links: Links,
});

export const Subscription = z.object({
  id: Id,
  status: Text,
  status_update_time: Text,
  plan_id: OptionalId,
  quantity: Text,
  custom_id: z.unknown().optional(),
  subscriber: optional(z.object({ payer_id: OptionalId })),
  billing_info: optional(
    z.object({ next_billing_time: Text, last_payment: optional(z.object({ time: Text })) }),
  ),
});

/** A v1 billing agreement: what `Subscription` was before plans had ids. */
export const Agreement = z.object({
  id: Id,
  state: Text,
  plan: optional(z.object({ id: OptionalId })),
  payer: optional(z.object({ payer_info: optional(z.object({ payer_id: OptionalId })) })),
  agreement_details: optional(z.object({ last_payment_date: Text, next_billing_date: Text })),
});

export const Dispute = z.object({
  dispute_id: Id,
  status: Text,
  reason: Text,
  dispute_amount: optional(Amount),
  disputed_transactions: z.array(z.object({ seller_transaction_id: OptionalId })).default([]),
  dispute_outcome: optional(z.object({ outcome_code: Text, amount_refunded: optional(Amount) })),
});
