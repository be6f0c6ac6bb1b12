import type { SimulatedDelivery } from '@payspool/providers/simulator';
import { isoTime, NO_ROWS, providerOf, type Rows, type Story, uidOf } from '../product/expect/story.ts';

const API = 'https://api.sandbox.paypal.com/v2';

/**
 * Approved, captured, refunded twice in part. In every fourth copy the refunds add up to the whole paid amount, and in odd copies
 * they have the same time.
 */
export function paypalRefunds(copy: number): Story {
  const uid = uidOf('pp', copy);
  const paid = 6000 + copy;
  const second = copy % 4 === 0 ? paid - 2050 : 1025;
  return {
    provider: providerOf('paypal'),
    uid,
    deliveries: [
      approved(copy, paid),
      captured(copy, paid),
      refunded(copy, { number: 1, after: 600, value: 2050, total: 2050 }),
      refunded(copy, { number: 2, after: secondRefundAt(copy), value: second, total: 2050 + second }),
    ],
    rows: copy % 4 === 0 ? whollyRefunded(copy) : partlyRefunded(copy),
  };
}

const secondRefundAt = (copy: number): number => (copy % 2 === 0 ? 1200 : 600);

const amount = (minor: number) => ({ currency_code: 'EUR', value: (minor / 100).toFixed(2) });

const approved = (copy: number, due: number) =>
  paypalEvent({
    copy,
    number: 1,
    after: 60,
    type: 'CHECKOUT.ORDER.APPROVED',
    resourceType: 'checkout-order',
    resource: {
      id: `${uidOf('pp', copy)}ORDER`,
      status: 'APPROVED',
      intent: 'CAPTURE',
      purchase_units: [
        { reference_id: 'default', custom_id: `basket-${uidOf('pp', copy)}`, amount: amount(due) },
      ],
      payer: { payer_id: `${uidOf('pp', copy)}BUYER`, email_address: 'buyer@shop.example' },
      create_time: isoTime(copy, 30),
    },
  });

const captured = (copy: number, paid: number) =>
  paypalEvent({
    copy,
    number: 2,
    after: 65,
    type: 'PAYMENT.CAPTURE.COMPLETED',
    resourceType: 'capture',
    resource: {
      id: `${uidOf('pp', copy)}CAPTURE`,
      status: 'COMPLETED',
      amount: amount(paid),
      final_capture: true,
      custom_id: `basket-${uidOf('pp', copy)}`,
      supplementary_data: { related_ids: { order_id: `${uidOf('pp', copy)}ORDER` } },
      create_time: isoTime(copy, 65),
      update_time: isoTime(copy, 65),
      links: [{ href: `${API}/checkout/orders/${uidOf('pp', copy)}ORDER`, rel: 'up', method: 'GET' }],
    },
  });

/** Names its capture only in the links, and does not name its order. */
const refunded = (
  copy: number,
  refund: { readonly number: 1 | 2; readonly after: number; readonly value: number; readonly total: number },
) =>
  paypalEvent({
    copy,
    number: 2 + refund.number,
    after: refund.after,
    type: 'PAYMENT.CAPTURE.REFUNDED',
    resourceType: 'refund',
    resource: {
      id: `${uidOf('pp', copy)}REFUND${refund.number}`,
      status: 'COMPLETED',
      amount: amount(refund.value),
      seller_payable_breakdown: {
        gross_amount: amount(refund.value),
        total_refunded_amount: amount(refund.total),
      },
      create_time: isoTime(copy, refund.after),
      links: [{ href: `${API}/payments/captures/${uidOf('pp', copy)}CAPTURE`, rel: 'up', method: 'GET' }],
    },
  });

const partlyRefunded = (copy: number): Rows =>
  rows(copy, { status: 'partially_refunded', refundedMinor: '3075', secondMinor: '1025' });

/** 60.00 and a cent per copy: first 20.50 are refunded, then the rest. */
const whollyRefunded = (copy: number): Rows =>
  rows(copy, { status: 'refunded', refundedMinor: String(6000 + copy), secondMinor: String(3950 + copy) });

function rows(
  copy: number,
  expected: { readonly status: string; readonly refundedMinor: string; readonly secondMinor: string },
): Rows {
  const uid = uidOf('pp', copy);
  const { status, refundedMinor, secondMinor } = expected;
  const owner = { provider: 'paypal', account: 'default' };
  const money = { currency: 'EUR', exponent: 2 };
  const refund = { ...owner, ...money, paymentRef: `${uid}CAPTURE`, status: 'succeeded', reason: null };
  const refundedAt = copy % 2 === 0 ? isoTime(copy, 1200) : isoTime(copy, 600);
  return {
    ...NO_ROWS,
    orders: [
      {
        ...owner,
        ...money,
        orderRef: `${uid}ORDER`,
        merchantRef: `basket-${uid}`,
        status,
        providerStatus: 'APPROVED',
        disputed: false,
        amountMinor: String(6000 + copy),
        paidMinor: String(6000 + copy),
        refundedMinor,
        chargedBackMinor: '0',
        customerRef: `${uid}BUYER`,
        createdAt: isoTime(copy, 30),
        updatedAt: refundedAt,
      },
    ],
    payments: [
      {
        ...owner,
        ...money,
        paymentRef: `${uid}CAPTURE`,
        orderRef: `${uid}ORDER`,
        subscriptionRef: null,
        status: 'succeeded',
        providerStatus: 'COMPLETED',
        failureCode: null,
        amountMinor: String(6000 + copy),
        refundedMinor,
        occurredAt: isoTime(copy, 65),
      },
    ],
    refunds: [
      { ...refund, refundRef: `${uid}REFUND1`, amountMinor: '2050', occurredAt: isoTime(copy, 600) },
      { ...refund, refundRef: `${uid}REFUND2`, amountMinor: secondMinor, occurredAt: refundedAt },
    ],
  };
}

/** PayPal's envelope around a v2 resource. */
function paypalEvent({
  copy,
  number,
  after,
  type,
  resourceType,
  resource,
}: {
  readonly copy: number;
  /** The position among the events of its purchase. */
  readonly number: number;
  /** Seconds after the start of the scenario. */
  readonly after: number;
  readonly type: string;
  readonly resourceType: string;
  readonly resource: Readonly<Record<string, unknown>>;
}): SimulatedDelivery {
  const id = `WH-${uidOf('pp', copy)}-${number}`;
  const occurredAt = isoTime(copy, after);
  const href = `https://api.sandbox.paypal.com/v1/notifications/webhooks-events/${id}`;
  const body = {
    id,
    event_version: '1.0',
    create_time: occurredAt,
    resource_type: resourceType,
    resource_version: '2.0',
    event_type: type,
    summary: 'A purchase of seats',
    resource,
    links: [{ href, rel: 'self', method: 'GET' }],
  };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt: new Date(occurredAt) };
}
