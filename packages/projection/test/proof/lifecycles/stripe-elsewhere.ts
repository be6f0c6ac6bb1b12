import { paidIntent, paymentIntent } from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import {
  subscription,
  subscriptionInvoice,
} from '../../../../providers/src/stripe/simulator/scenarios/subscription-objects.ts';
import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { firstMonth, MONTH, planOf } from './stripe-plan.ts';
import { recorded } from './stripe-story.ts';

const bill = (uid: string, fields: object) => ({
  id: `in_${uid}`,
  object: 'invoice',
  amount_due: 5000,
  amount_paid: 0,
  amount_remaining: 5000,
  billing_reason: 'manual',
  created: unixAfter(0),
  currency: 'usd',
  customer: `cus_${uid}`,
  metadata: { order_id: `job-${uid}` },
  ...fields,
});

/** Before API 2025-03-31 the invoice says so itself; the intent that Stripe had prepared for it is canceled. */
const wireIntent = {
  uid: 'wire',
  generation: 'legacy',
  created: unixAfter(0),
  amount: 5000,
  currency: 'usd',
  invoice: 'in_wire',
} as const;
const legacyBill = { charge: null, payment_intent: 'pi_wire', subscription: null };
const wired: Lifecycle = {
  name: 'an invoice that was paid by a wire outside Stripe is paid',
  deliveries: recorded('wire', 'legacy', [
    {
      afterSeconds: 0,
      type: 'payment_intent.created',
      object: paymentIntent(wireIntent, { status: 'requires_payment_method' }),
    },
    { afterSeconds: 1, type: 'invoice.finalized', object: bill('wire', { ...legacyBill, status: 'open' }) },
    {
      afterSeconds: 900,
      type: 'payment_intent.canceled',
      object: paymentIntent(wireIntent, { status: 'canceled' }),
    },
    {
      afterSeconds: 900,
      type: 'invoice.paid',
      object: bill('wire', { ...legacyBill, status: 'paid', paid_out_of_band: true }),
    },
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'in_wire',
        merchantRef: 'job-wire',
        status: 'paid',
        disputed: false,
        currency: 'USD',
        amountMinor: 5000n,
        paidMinor: 5000n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'in_wire',
        orderRef: 'in_wire',
        subscriptionRef: null,
        status: 'succeeded',
        providerStatus: 'paid_out_of_band',
        amountMinor: 5000n,
        refundedMinor: 0n,
        occurredAt: after(900),
      },
      {
        paymentRef: 'pi_wire',
        orderRef: 'in_wire',
        subscriptionRef: null,
        status: 'canceled',
        amountMinor: 5000n,
        refundedMinor: 0n,
        occurredAt: after(900),
      },
    ],
  }),
};

const cash = (amount: number) => ({
  id: `inpay_cash`,
  object: 'invoice_payment',
  amount_paid: amount,
  amount_requested: amount,
  currency: 'usd',
  invoice: 'in_mixed',
  payment: { payment_record: 'pr_cash', type: 'payment_record' },
  status: 'paid',
});
const card = {
  uid: 'mixed',
  generation: 'current',
  created: unixAfter(0),
  amount: 3000,
  currency: 'usd',
} as const;
const mixed: Lifecycle = {
  name: 'an invoice is paid in part by card and in part outside Stripe, and an endpoint of an older version reports it too',
  deliveries: recorded('mixed', 'current', [
    {
      afterSeconds: 1,
      type: 'invoice.finalized',
      object: bill('mixed', { parent: null, status: 'open' }),
    },
    { afterSeconds: 60, type: 'payment_intent.succeeded', object: paidIntent(card) },
    {
      afterSeconds: 60,
      type: 'invoice_payment.paid',
      object: {
        ...cash(3000),
        id: 'inpay_card',
        payment: { payment_intent: 'pi_mixed', type: 'payment_intent' },
      },
    },
    { afterSeconds: 90, type: 'invoice_payment.paid', object: cash(2000) },
    {
      afterSeconds: 90,
      type: 'invoice.paid',
      object: bill('mixed', {
        amount_paid: 3000,
        amount_remaining: 2000,
        paid_out_of_band: true,
        status: 'paid',
      }),
    },
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'in_mixed',
        status: 'paid',
        disputed: false,
        currency: 'USD',
        amountMinor: 5000n,
        paidMinor: 5000n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'pi_mixed',
        orderRef: 'in_mixed',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 3000n,
        refundedMinor: 0n,
        occurredAt: after(60),
      },
      {
        paymentRef: 'pr_cash',
        orderRef: 'in_mixed',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 2000n,
        refundedMinor: 0n,
        occurredAt: after(90),
      },
    ],
  }),
};

const plan = { ...planOf('cheque'), generation: 'legacy' } as const;
const cheque: Lifecycle = {
  name: 'a subscription’s invoice that was paid outside Stripe is a payment of the subscription',
  deliveries: recorded('cheque', 'legacy', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(plan, firstMonth, { status: 'active' }),
    },
    {
      afterSeconds: 500,
      type: 'invoice.paid',
      object: subscriptionInvoice(plan, { paid_out_of_band: true, status: 'paid' }, null),
    },
  ]),
  rows: rows({
    payments: [
      {
        paymentRef: 'in_cheque',
        orderRef: null,
        subscriptionRef: 'sub_cheque',
        status: 'succeeded',
        amountMinor: 1500n,
        refundedMinor: 0n,
        occurredAt: after(500),
      },
    ],
    subscriptions: [
      {
        subscriptionRef: 'sub_cheque',
        status: 'active',
        currentPeriodStart: after(0),
        currentPeriodEnd: after(MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

export const STRIPE_ELSEWHERE: readonly Lifecycle[] = [wired, mixed, cheque];
