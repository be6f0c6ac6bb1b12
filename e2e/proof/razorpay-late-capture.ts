import type { SimulatedDelivery } from '@payspool/providers/simulator';
import {
  isoTime,
  NO_ROWS,
  providerOf,
  type Rows,
  type Story,
  uidOf,
  unixTime,
} from '../product/expect/story.ts';

/** A UPI payment that is first reported as failed and later captured, with its order; in odd copies both have the same second. */
export function razorpayLateCapture(copy: number): Story {
  const order = {
    id: `order_${uidOf('rz', copy)}`,
    entity: 'order',
    amount: 49_900 + copy,
    amount_paid: 49_900 + copy,
    amount_due: 0,
    currency: 'INR',
    receipt: `receipt-${uidOf('rz', copy)}`,
    status: 'paid',
    attempts: 1,
    notes: [],
    created_at: unixTime(copy, 0),
  };
  return {
    provider: providerOf('razorpay'),
    uid: uidOf('rz', copy),
    deliveries: [
      delivery(copy, { type: 'payment.failed', after: 45, entities: { payment: payment(copy, 'failed') } }),
      delivery(copy, {
        type: 'payment.captured',
        after: 620,
        entities: { payment: payment(copy, 'captured') },
      }),
      delivery(copy, {
        type: 'order.paid',
        after: copy % 2 === 0 ? 621 : 620,
        entities: { payment: payment(copy, 'captured'), order },
      }),
    ],
    rows: finalRows(copy),
  };
}

function delivery(
  copy: number,
  event: {
    readonly type: string;
    readonly after: number;
    readonly entities: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  },
): SimulatedDelivery {
  const body = {
    entity: 'event',
    account_id: 'acc_PayspoolProof1',
    event: event.type,
    contains: Object.keys(event.entities),
    payload: Object.fromEntries(Object.entries(event.entities).map(([name, entity]) => [name, { entity }])),
    created_at: unixTime(copy, event.after),
  };
  return {
    type: event.type,
    body: Buffer.from(JSON.stringify(body)),
    occurredAt: new Date(isoTime(copy, event.after)),
  };
}

const payment = (copy: number, status: 'failed' | 'captured') => ({
  id: `pay_${uidOf('rz', copy)}`,
  entity: 'payment',
  amount: 49_900 + copy,
  currency: 'INR',
  status,
  order_id: `order_${uidOf('rz', copy)}`,
  invoice_id: null,
  international: false,
  method: 'upi',
  amount_refunded: 0,
  refund_status: null,
  captured: status === 'captured',
  vpa: 'asha.rao@upi',
  email: 'asha.rao@shop.example',
  contact: '+919000000001',
  customer_id: null,
  notes: [],
  error_code: status === 'failed' ? 'BAD_REQUEST_ERROR' : null,
  error_reason: status === 'failed' ? 'payment_timed_out' : null,
  created_at: unixTime(copy, 30),
});

const finalRows = (copy: number): Rows => ({
  ...NO_ROWS,
  orders: [
    {
      provider: 'razorpay',
      account: 'default',
      orderRef: `order_${uidOf('rz', copy)}`,
      merchantRef: `receipt-${uidOf('rz', copy)}`,
      status: 'paid',
      providerStatus: 'paid',
      disputed: false,
      currency: 'INR',
      exponent: 2,
      amountMinor: String(49_900 + copy),
      paidMinor: String(49_900 + copy),
      refundedMinor: '0',
      chargedBackMinor: '0',
      customerRef: null,
      createdAt: isoTime(copy, 0),
      updatedAt: copy % 2 === 0 ? isoTime(copy, 621) : isoTime(copy, 620),
    },
  ],
  payments: [
    {
      provider: 'razorpay',
      account: 'default',
      paymentRef: `pay_${uidOf('rz', copy)}`,
      orderRef: `order_${uidOf('rz', copy)}`,
      subscriptionRef: null,
      status: 'succeeded',
      providerStatus: 'captured',
      failureCode: null,
      currency: 'INR',
      exponent: 2,
      amountMinor: String(49_900 + copy),
      refundedMinor: '0',
      occurredAt: isoTime(copy, 620),
    },
  ],
});
