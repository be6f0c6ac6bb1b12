/** The kinds of objects that are observed. */
export type Kind = 'order' | 'authorization' | 'capture' | 'refund' | 'sale' | 'subscription' | 'dispute';

/** Where an object is asked for. */
interface Address {
  /** Before the id. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * The addresses of each kind, in the order in which they are tried: an id does not say whether its refund or subscription is of version 1
 * (checkout_orders_v2, payments_payment_v2, billing_subscriptions_v1, customer_disputes_v1; Payments v1 is deprecated).
 */
export const ADDRESSES: Readonly<Record<Kind, readonly Address[]>> = {
  order: [{ path: '/v2/checkout/orders/' }],
  authorization: [{ path: '/v2/payments/authorizations/' }],
  capture: [{ path: '/v2/payments/captures/' }],
  refund: [{ path: '/v2/payments/refunds/' }, { path: '/v1/payments/refund/' }],
  sale: [{ path: '/v1/payments/sale/' }],
  subscription: [
    // Without the field the time of a failed payment is missing.
    { path: '/v1/billing/subscriptions/', query: { fields: 'last_failed_payment' } },
    { path: '/v1/payments/billing-agreements/' },
  ],
  dispute: [{ path: '/v1/customer/disputes/' }],
};

const PAYMENTS = ['capture', 'authorization', 'sale'] as const;

/**
 * What may be asked for, with the kinds that are tried. Our references do not say what they are: a payment is a capture, an authorization or a
 * sale, and a payment without an order stands for its order.
 */
export const TRIED: Readonly<Record<Kind | 'payment', readonly Kind[]>> = {
  order: ['order', ...PAYMENTS],
  payment: PAYMENTS,
  authorization: ['authorization'],
  capture: ['capture'],
  refund: ['refund'],
  sale: ['sale'],
  subscription: ['subscription'],
  dispute: ['dispute'],
};

/** Ids of PayPal's objects: `6WX33221AB998877C`, `I-9KJ3XV2MTQ4P`, `PP-R-KLM-10112233`. */
export const OBJECT_ID = /^[A-Za-z0-9-]{1,64}$/;
