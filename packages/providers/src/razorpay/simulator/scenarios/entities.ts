import type { SimulatedDelivery } from '../../../simulator/contract.ts';

type Entity = Readonly<Record<string, unknown>>;

/**
 * One webhook in Razorpay's envelope without its `account_id`, so that it belongs to any configured account. Entities have the
 * same names as in `payload`.
 */
export function delivery(
  type: string,
  { at, entities }: { readonly at: number; readonly entities: Readonly<Record<string, Entity>> },
): SimulatedDelivery {
  const body = {
    entity: 'event',
    event: type,
    contains: Object.keys(entities),
    payload: Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }])),
    created_at: at,
  };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt: new Date(at * 1000) };
}

/** Razorpay's entities as in deliveries, including personal data, none of which may reach an event. */

interface PaymentFields {
  readonly id: string;
  readonly amount: number;
  readonly status: 'authorized' | 'captured' | 'failed';
  readonly orderId: string;
  readonly invoiceId?: string;
  readonly customerId?: string;
  readonly method?: 'card' | 'upi';
  readonly refunded?: number;
  readonly createdAt: number;
}

export function payment(fields: PaymentFields) {
  const { amount, status, refunded = 0, method = 'card' } = fields;
  const failed = status === 'failed';
  return {
    id: fields.id,
    entity: 'payment',
    amount,
    currency: 'INR',
    base_amount: amount,
    status,
    order_id: fields.orderId,
    invoice_id: fields.invoiceId ?? null,
    international: false,
    method,
    amount_refunded: refunded,
    amount_transferred: 0,
    refund_status: refundStatus(refunded, amount),
    captured: status === 'captured',
    description: 'Tea, second flush',
    card_id: null,
    bank: null,
    wallet: null,
    vpa: method === 'upi' ? 'asha.rao@upi' : null,
    email: 'asha.rao@example.com',
    contact: '+919000000001',
    customer_id: fields.customerId ?? null,
    notes: [],
    fee: status === 'captured' ? Math.round(amount / 50) : null,
    tax: status === 'captured' ? 0 : null,
    error_code: failed ? 'BAD_REQUEST_ERROR' : null,
    error_description: failed ? 'The payment was declined by the bank' : null,
    error_source: failed ? 'bank' : null,
    error_step: failed ? 'payment_authorization' : null,
    error_reason: failed ? 'payment_failed' : null,
    acquirer_data: {},
    created_at: fields.createdAt,
  };
}

function refundStatus(refunded: number, amount: number): 'full' | 'partial' | null {
  if (refunded === 0) return null;
  return refunded === amount ? 'full' : 'partial';
}

export const paidOrder = (fields: {
  readonly id: string;
  readonly amount: number;
  readonly receipt: string | null;
  readonly attempts?: number;
  readonly createdAt: number;
}) => ({
  id: fields.id,
  entity: 'order',
  amount: fields.amount,
  amount_paid: fields.amount,
  amount_due: 0,
  currency: 'INR',
  receipt: fields.receipt,
  offer_id: null,
  status: 'paid',
  attempts: fields.attempts ?? 1,
  notes: [],
  created_at: fields.createdAt,
});

export const refund = (fields: {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly status: 'pending' | 'processed' | 'failed';
  readonly createdAt: number;
}) => ({
  id: fields.id,
  entity: 'refund',
  amount: fields.amount,
  currency: 'INR',
  payment_id: fields.paymentId,
  notes: { comment: 'One tin arrived dented' },
  receipt: null,
  acquirer_data: { arn: null },
  created_at: fields.createdAt,
  batch_id: null,
  status: fields.status,
  speed_processed: 'normal',
  speed_requested: 'normal',
});

export const dispute = (fields: {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly status: 'open' | 'under_review' | 'won' | 'lost' | 'closed';
  readonly createdAt: number;
}) => ({
  id: fields.id,
  entity: 'dispute',
  payment_id: fields.paymentId,
  amount: fields.amount,
  currency: 'INR',
  amount_deducted: fields.status === 'lost' ? fields.amount : 0,
  reason_code: 'goods_or_services_not_received_or_partially_received',
  respond_by: fields.createdAt + 7 * 86_400,
  status: fields.status,
  phase: 'chargeback',
  created_at: fields.createdAt,
});

/** The entities of recurring payments, including personal data, none of which may reach an event. */

export const subscription = (fields: {
  readonly id: string;
  readonly customerId: string;
  readonly status: 'authenticated' | 'active' | 'pending' | 'halted' | 'paused' | 'cancelled' | 'completed';
  readonly period: readonly [start: number, end: number] | null;
  readonly paidCount: number;
  readonly endedAt?: number;
  readonly createdAt: number;
}) => ({
  id: fields.id,
  entity: 'subscription',
  plan_id: 'plan_PayspoolTea01',
  customer_id: fields.customerId,
  status: fields.status,
  type: 2,
  current_start: fields.period?.[0] ?? null,
  current_end: fields.period?.[1] ?? null,
  ended_at: fields.endedAt ?? null,
  quantity: 1,
  notes: [],
  charge_at: fields.period?.[1] ?? fields.createdAt,
  start_at: fields.createdAt,
  end_at: fields.createdAt + 360 * 86_400,
  auth_attempts: fields.status === 'pending' ? 1 : 0,
  total_count: 12,
  paid_count: fields.paidCount,
  customer_notify: true,
  created_at: fields.createdAt,
  expire_by: null,
  short_url: null,
  has_scheduled_changes: false,
  change_scheduled_at: null,
  source: 'api',
  remaining_count: 12 - fields.paidCount,
});

export const paidInvoice = (fields: {
  readonly id: string;
  readonly amount: number;
  readonly orderId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly subscriptionId: string;
  readonly period: readonly [start: number, end: number];
  readonly createdAt: number;
}) => ({
  id: fields.id,
  entity: 'invoice',
  receipt: null,
  invoice_number: null,
  customer_id: fields.customerId,
  customer_details: { id: fields.customerId, name: 'Asha Rao', email: 'asha.rao@example.com' },
  order_id: fields.orderId,
  subscription_id: fields.subscriptionId,
  payment_id: fields.paymentId,
  status: 'paid',
  expire_by: null,
  issued_at: fields.createdAt,
  paid_at: fields.createdAt,
  cancelled_at: null,
  expired_at: null,
  partial_payment: false,
  gross_amount: fields.amount,
  tax_amount: 0,
  taxable_amount: fields.amount,
  amount: fields.amount,
  amount_paid: fields.amount,
  amount_due: 0,
  currency: 'INR',
  description: null,
  notes: [],
  billing_start: fields.period[0],
  billing_end: fields.period[1],
  type: 'invoice',
  created_at: fields.createdAt,
});
