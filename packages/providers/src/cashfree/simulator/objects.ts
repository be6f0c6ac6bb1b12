import type { SimulatedDelivery } from '../../simulator/contract.ts';

const INDIA_MS = 5.5 * 3_600_000;

/** A time as Cashfree writes it: whole seconds, with the offset of India. */
const indianTime = (date: Date): string =>
  `${new Date(date.getTime() + INDIA_MS).toISOString().slice(0, 19)}+05:30`;

/** A decimal in rupees that becomes a JSON number with all its digits: `170.00`. */
export const rupees = (text: string): string => `@${text}@`;

/** An event as Cashfree sends it. */
export function delivery(type: string, occurredAt: Date, data: object): SimulatedDelivery {
  const text = JSON.stringify({ data, event_time: indianTime(occurredAt), type });
  return { type, body: Buffer.from(text.replace(/"@([\d.]+)@"/g, '$1')), occurredAt };
}

/** `PAYMENT_SUCCESS_WEBHOOK` and the like, in the form of 2025-01-01. */
export const payment = (given: {
  readonly orderId: string;
  readonly paymentId: string;
  readonly amount: string;
  readonly status: string;
  readonly at: Date;
  /** The amount of the order, if an offer reduced the payment; the difference is the discount. */
  readonly order?: { readonly amount: string; readonly discount: string };
  readonly errorCode?: string;
  readonly tags?: Readonly<Record<string, string>>;
}): object => ({
  order: {
    order_id: given.orderId,
    order_amount: rupees(given.order?.amount ?? given.amount),
    order_currency: 'INR',
    order_tags: given.tags ?? null,
  },
  payment: {
    cf_payment_id: given.paymentId,
    payment_status: given.status,
    payment_amount: rupees(given.amount),
    payment_currency: 'INR',
    payment_message: given.status === 'SUCCESS' ? '00::Transaction success' : 'Transaction failed',
    payment_time: indianTime(given.at),
    bank_reference: '234928698581',
    payment_method: { upi: { channel: 'collect', upi_id: 'john@okbank' } },
    payment_group: 'upi',
  },
  customer_details: {
    customer_name: 'John Smith',
    customer_id: 'cust_7112',
    customer_email: 'john@example.com',
    customer_phone: '9908734801',
  },
  error_details: given.errorCode ? { error_code: given.errorCode, error_source: 'customer' } : null,
  payment_offers: given.order
    ? [
        {
          offer_id: 'offer_1',
          offer_type: 'DISCOUNT',
          offer_redemption: {
            redemption_status: 'SUCCESS',
            discount_amount: rupees(given.order.discount),
            cashback_amount: 0,
          },
        },
      ]
    : null,
});

/** `REFUND_STATUS_WEBHOOK` */
export const refund = (given: {
  readonly orderId: string;
  readonly paymentId: string;
  readonly id: string;
  readonly amount: string;
  readonly status: string;
  readonly at: Date;
}): object => ({
  refund: {
    cf_refund_id: given.id,
    cf_payment_id: given.paymentId,
    refund_id: `own_${given.id}`,
    order_id: given.orderId,
    refund_amount: rupees(given.amount),
    refund_currency: 'INR',
    entity: 'Refund',
    refund_type: 'MERCHANT_INITIATED',
    refund_arn: '205907014017',
    refund_status: given.status,
    created_at: indianTime(given.at),
    refund_note: 'Test',
    refund_mode: 'STANDARD',
  },
});

/** `DISPUTE_CREATED` and the like. */
export const dispute = (given: {
  readonly orderId: string;
  readonly paymentId: string;
  readonly id: string;
  readonly amount: string;
  readonly phase: string;
  readonly status: string;
  readonly at: Date;
}): object => ({
  dispute: {
    dispute_id: given.id,
    dispute_type: given.phase,
    reason_code: '4855',
    reason_description: 'Goods or Services Not Provided',
    dispute_amount: rupees(given.amount),
    dispute_amount_currency: 'INR',
    created_at: indianTime(given.at),
    updated_at: indianTime(given.at),
    dispute_status: given.status,
  },
  order_details: {
    order_id: given.orderId,
    order_amount: rupees(given.amount),
    order_currency: 'INR',
    cf_payment_id: given.paymentId,
    payment_amount: rupees(given.amount),
    payment_currency: 'INR',
  },
  customer_details: {
    customer_name: 'John Smith',
    customer_phone: '9908734801',
    customer_email: 'john@example.com',
  },
});

/** `SUBSCRIPTION_STATUS_CHANGED` */
export const subscription = (given: {
  readonly id: string;
  readonly ownId: string;
  readonly status: string;
  /** When Cashfree charges next. */
  readonly next?: Date;
}): object => ({
  subscription_details: {
    cf_subscription_id: given.id,
    subscription_id: given.ownId,
    subscription_status: given.status,
    subscription_expiry_time: '2055-08-07T10:30:46',
    subscription_first_charge_time: null,
    subscription_tags: null,
    next_schedule_date: given.next ? indianTime(given.next) : null,
  },
  customer_details: {
    customer_name: 'John Smith',
    customer_email: 'john@example.com',
    customer_phone: '9900000000',
  },
  plan_details: {
    plan_id: 'plan_tea_monthly',
    plan_name: 'Tea',
    plan_type: 'PERIODIC',
    plan_recurring_amount: rupees('299.00'),
    plan_interval_type: 'MONTH',
    plan_intervals: 1,
    plan_currency: 'INR',
  },
});

/** A payment of a subscription: `SUBSCRIPTION_AUTH_STATUS`, `SUBSCRIPTION_PAYMENT_SUCCESS` and the like. */
export const charge = (given: {
  readonly subscriptionId: string;
  readonly ownId: string;
  readonly paymentId: string;
  readonly kind: 'AUTH' | 'CHARGE';
  readonly amount: string;
  readonly status: string;
  readonly at: Date;
  readonly scheduled?: Date;
  readonly failure?: string;
}): object => ({
  payment_id: `own_${given.paymentId}`,
  cf_payment_id: given.paymentId,
  cf_txn_id: '4212435861',
  cf_order_id: '4518936510',
  subscription_id: given.ownId,
  cf_subscription_id: given.subscriptionId,
  payment_type: given.kind,
  authorization_details: {
    authorization_amount: rupees('1.00'),
    authorization_amount_refund: false,
    authorization_status: given.status === 'SUCCESS' ? 'ACTIVE' : 'FAILED',
    payment_group: 'upi',
  },
  payment_amount: rupees(given.amount),
  payment_currency: 'INR',
  payment_schedule_date: given.scheduled ? indianTime(given.scheduled) : '',
  payment_initiated_date: indianTime(given.at),
  payment_remarks: null,
  retry_attempts: 0,
  failure_details: { failure_reason: given.failure ?? null },
  payment_status: given.status,
});

/** `SUBSCRIPTION_REFUND_STATUS` */
export const subscriptionRefund = (given: {
  readonly paymentId: string;
  readonly id: string;
  readonly amount: string;
  readonly status: string;
}): object => ({
  payment_id: `own_${given.paymentId}`,
  cf_payment_id: given.paymentId,
  refund_id: `own_${given.id}`,
  cf_refund_id: given.id,
  refund_amount: rupees(given.amount),
  refund_speed: 'STANDARD',
  refund_status: given.status,
  failure_details: '',
});
