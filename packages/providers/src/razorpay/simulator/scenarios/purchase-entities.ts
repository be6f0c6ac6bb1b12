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
