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
