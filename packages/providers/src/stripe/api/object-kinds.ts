import { invoicePaymentStates, invoiceStates } from './observe-invoice.ts';
import { chargeStates, disputeStates, intentStates, refundStates } from './observe-payment.ts';
import { sessionStates } from './observe-session.ts';
import { subscriptionStates } from './observe-subscription.ts';
import type { Seen, Shown } from './observed-state.ts';

/** A kind of object of Stripe's API. */
export interface ObjectKind {
  readonly path: string;
  /** What its list needs beside the span. */
  readonly query?: Readonly<Record<string, string>>;
  /** Objects to include, in a list and in one object. Four levels at most, `data` among them (docs.stripe.com/expand). */
  readonly expand: { readonly list: readonly string[]; readonly one: readonly string[] };
  readonly states: (seen: Seen) => Shown;
}

/**
 * Every kind of object that is read, purchases before their payments, so that a payment finds its purchase. An invoice does not name its
 * payments since API 2025-03-31; it includes them, and the list of the payments of invoices finds those of older invoices.
 */
export const OBJECT_KINDS = {
  checkout_session: {
    path: '/v1/checkout/sessions',
    expand: {
      list: ['data.payment_intent.latest_charge.refunds'],
      one: ['payment_intent.latest_charge.refunds'],
    },
    states: sessionStates,
  },
  subscription: {
    path: '/v1/subscriptions',
    // Without it, the list leaves out the canceled ones (docs.stripe.com/api/subscriptions/list).
    query: { status: 'all' },
    expand: { list: ['data.latest_invoice.payments'], one: ['latest_invoice.payments'] },
    states: subscriptionStates,
  },
  invoice: {
    path: '/v1/invoices',
    expand: { list: ['data.payments'], one: ['payments.data.payment.payment_intent'] },
    states: invoiceStates,
  },
  invoice_payment: {
    path: '/v1/invoice_payments',
    expand: { list: [], one: [] },
    states: invoicePaymentStates,
  },
  payment_intent: {
    path: '/v1/payment_intents',
    expand: { list: ['data.latest_charge.refunds'], one: ['latest_charge.refunds'] },
    states: intentStates,
  },
  charge: {
    path: '/v1/charges',
    expand: { list: ['data.refunds'], one: ['refunds'] },
    states: chargeStates,
  },
  refund: { path: '/v1/refunds', expand: { list: [], one: [] }, states: refundStates },
  dispute: { path: '/v1/disputes', expand: { list: [], one: [] }, states: disputeStates },
} as const satisfies Readonly<Record<string, ObjectKind>>;
