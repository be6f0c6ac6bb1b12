import type { SimulatedDelivery } from '../../simulator/contract.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An event of Dodo Payments at a time. The data has only the fields that are read, and those of `fields`. */
export function event(
  type: string,
  { at, data }: { readonly at: Date; readonly data: Fields },
): SimulatedDelivery {
  const body = { business_id: 'bus_simulated', type, timestamp: at.toISOString(), data };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt: at };
}

const customer = (uid: string) => ({
  customer_id: `cus_${uid}`,
  email: `buyer-${uid}@example.com`,
  name: 'Simulated Buyer',
});

/** A payment of 49.00 EUR by a checkout session. `n` numbers the attempts. */
export const paymentData = (
  uid: string,
  { n = 1, ...fields }: Fields & { readonly n?: number } = {},
): Fields => ({
  payload_type: 'Payment',
  payment_id: `pay_${uid}_${n}`,
  checkout_session_id: `cks_${uid}`,
  subscription_id: null,
  total_amount: 4900,
  currency: 'EUR',
  error_code: null,
  status: 'succeeded',
  customer: customer(uid),
  metadata: { order_id: `ORDER-${uid}` },
  ...fields,
});

export const refundData = (
  uid: string,
  { n = 1, ...fields }: Fields & { readonly n?: number } = {},
): Fields => ({
  payload_type: 'Refund',
  refund_id: `ref_${uid}_${n}`,
  payment_id: `pay_${uid}_1`,
  amount: 4900,
  currency: 'EUR',
  is_partial: false,
  reason: null,
  status: 'succeeded',
  customer: customer(uid),
  ...fields,
});

export const disputeData = (uid: string, fields: Fields = {}): Fields => ({
  payload_type: 'Dispute',
  dispute_id: `dp_${uid}`,
  payment_id: `pay_${uid}_1`,
  amount: '4900',
  currency: 'EUR',
  dispute_stage: 'dispute',
  ...fields,
});

/** A monthly subscription of one unit. */
export const subscriptionData = (uid: string, fields: Fields): Fields => ({
  payload_type: 'Subscription',
  subscription_id: `sub_${uid}`,
  product_id: 'pdt_tea_club',
  quantity: 1,
  status: 'active',
  trial_period_days: 0,
  cancel_at_next_billing_date: false,
  cancelled_at: null,
  customer: customer(uid),
  metadata: { order_id: `ORDER-${uid}` },
  ...fields,
});
