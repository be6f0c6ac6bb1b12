import { ownEntry, type SubjectRef } from '../../contract/index.ts';

/** How an object, or the objects of another one, are read by an id. */
interface ObjectKind {
  /** The prefix of the id. */
  readonly prefix: string;
  readonly path: (id: string) => string;
  readonly query?: (id: string) => Readonly<Record<string, string | number>>;
}

/** How the objects of a kind are listed. */
interface Listing {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Whether `from` and `to` are sent. They are about `created_at`. */
  readonly hasSpan: boolean;
  /** Whether `count` and `skip` are documented. Otherwise a short page is not taken for the last one. */
  readonly hasPages: boolean;
}

/** The maximum of `count` (api/payments/fetch-all-payments.md, api/orders/fetch-all.md, api/refunds/fetch-all.md). */
export const COUNT = 100;

/** The invoices of a subscription that are read with it, the latest first as in the documented sample. */
const LATEST_INVOICES = 10;

/** Every kind that is read by an id (razorpay/markdown-docs api/…/fetch-with-id.md and its neighbours). */
export const OBJECT_KINDS: Readonly<Record<string, ObjectKind>> = {
  order: { prefix: 'order_', path: (id) => `/v1/orders/${id}` },
  order_payments: { prefix: 'order_', path: (id) => `/v1/orders/${id}/payments` },
  payment: { prefix: 'pay_', path: (id) => `/v1/payments/${id}` },
  payment_refunds: {
    prefix: 'pay_',
    path: (id) => `/v1/payments/${id}/refunds`,
    query: () => ({ count: COUNT }),
  },
  refund: { prefix: 'rfnd_', path: (id) => `/v1/refunds/${id}` },
  dispute: { prefix: 'disp_', path: (id) => `/v1/disputes/${id}` },
  subscription: { prefix: 'sub_', path: (id) => `/v1/subscriptions/${id}` },
  subscription_invoices: {
    prefix: 'sub_',
    path: () => '/v1/invoices',
    query: (id) => ({ subscription_id: id, count: LATEST_INVOICES }),
  },
  invoice: { prefix: 'inv_', path: (id) => `/v1/invoices/${id}` },
};

const SPAN_AND_PAGES = { hasSpan: true, hasPages: true };

/**
 * Every kind that has a list, in the order of reading: an order with its payments states what was due. Disputes have neither `from` nor
 * `to` (api/disputes/fetch-all.md). For invoices only razorpay-node sends `from`, `to`, `count` and `skip` (lib/resources/invoices.js).
 */
export const LISTINGS: Readonly<Record<string, Listing>> = {
  order: { path: '/v1/orders', query: { 'expand[]': 'payments' }, ...SPAN_AND_PAGES },
  payment: { path: '/v1/payments', ...SPAN_AND_PAGES },
  refund: { path: '/v1/refunds', ...SPAN_AND_PAGES },
  subscription: { path: '/v1/subscriptions', ...SPAN_AND_PAGES },
  invoice: { path: '/v1/invoices', query: { type: 'invoice' }, hasSpan: true, hasPages: false },
  dispute: { path: '/v1/disputes', hasSpan: false, hasPages: false },
};

/** The part of an id after its prefix. Razorpay's ids have 14 letters and digits there. */
const REST = /^\w{1,60}$/;

/** Whether a text is an id of a kind. It may then be a part of a path. */
export const isIdOf = (kind: string, id: string): boolean => {
  const prefix = ownEntry(OBJECT_KINDS, kind)?.prefix;
  return prefix !== undefined && id.startsWith(prefix) && REST.test(id.slice(prefix.length));
};

/** The kinds that show the state of a subject, by the kinds of ids that our rows have. A payment without an order is an order of its own. */
const ABOUT: Readonly<Record<SubjectRef['kind'], readonly string[]>> = {
  order: ['order', 'order_payments', 'payment', 'payment_refunds', 'invoice'],
  payment: ['payment', 'payment_refunds'],
  refund: ['refund'],
  dispute: ['dispute'],
  subscription: ['subscription', 'subscription_invoices'],
};

/** The objects that show the current state of a subject. An order under the id of a payment link has none. */
export const about = ({ kind, ref }: SubjectRef): { readonly kind: string; readonly id: string }[] =>
  ABOUT[kind].filter((named) => isIdOf(named, ref)).map((named) => ({ kind: named, id: ref }));
