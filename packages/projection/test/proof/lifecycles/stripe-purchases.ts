import { stripe } from '../../../../providers/src/index.ts';
import { checkout, failedThenPaid } from '../../../../providers/src/stripe/simulator/scenarios/purchases.ts';
import { paidIntent } from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import { after, type Lifecycle, read, rows, unixAfter } from '../lifecycle.ts';
import { context, recorded } from './stripe-story.ts';

const paid: Lifecycle = {
  name: 'a payment intent that no session or invoice is known for becomes the order of its session',
  deliveries: read(stripe, checkout(context('paid')).deliveries),
  rows: rows({
    orders: [
      {
        orderRef: 'cs_test_paid',
        merchantRef: 'order-paid',
        customerRef: 'cus_paid',
        status: 'paid',
        disputed: false,
        currency: 'USD',
        amountMinor: 4999n,
        paidMinor: 4999n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
        createdAt: after(0),
        updatedAt: after(66),
      },
    ],
    payments: [
      {
        paymentRef: 'pi_paid',
        orderRef: 'cs_test_paid',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 4999n,
        refundedMinor: 0n,
        occurredAt: after(62),
      },
    ],
  }),
};

const retried: Lifecycle = {
  name: 'one intent, two charges: declined, then paid',
  deliveries: read(stripe, failedThenPaid(context('again')).deliveries),
  rows: rows({
    orders: [
      {
        orderRef: 'cs_test_again',
        status: 'paid',
        disputed: false,
        currency: 'JPY',
        exponent: 0,
        amountMinor: 5000n,
        paidMinor: 5000n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'pi_again',
        orderRef: 'cs_test_again',
        subscriptionRef: null,
        status: 'succeeded',
        failureCode: null,
        amountMinor: 5000n,
        refundedMinor: 0n,
        occurredAt: after(120),
      },
    ],
  }),
};

/** An invoice that nobody subscribed for, paid in two parts: what is due is known only by the invoice. */
const bill = (fields: object) => ({
  id: 'in_bill',
  object: 'invoice',
  amount_due: 5000,
  billing_reason: 'manual',
  created: unixAfter(0),
  currency: 'usd',
  customer: 'cus_bill',
  metadata: { order_id: 'job-7' },
  parent: null,
  ...fields,
});
const partOf = (uid: string, amount: number) =>
  paidIntent({ uid, generation: 'current', created: unixAfter(0), amount, currency: 'usd' });
const invoicePaymentOf = (uid: string) => ({
  id: `inpay_${uid}`,
  object: 'invoice_payment',
  invoice: 'in_bill',
  payment: { payment_intent: `pi_${uid}`, type: 'payment_intent' },
  status: 'paid',
});
const inParts: Lifecycle = {
  name: 'an invoice is paid in two parts before its amount is known',
  deliveries: recorded('bill', 'current', [
    { afterSeconds: 100, type: 'payment_intent.succeeded', object: partOf('part_a', 2000) },
    { afterSeconds: 101, type: 'invoice_payment.paid', object: invoicePaymentOf('part_a') },
    { afterSeconds: 200, type: 'payment_intent.succeeded', object: partOf('part_b', 3000) },
    { afterSeconds: 201, type: 'invoice_payment.paid', object: invoicePaymentOf('part_b') },
    { afterSeconds: 202, type: 'invoice.paid', object: bill({ status: 'paid' }) },
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'in_bill',
        merchantRef: 'job-7',
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
        paymentRef: 'pi_part_a',
        orderRef: 'in_bill',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 2000n,
        refundedMinor: 0n,
        occurredAt: after(100),
      },
      {
        paymentRef: 'pi_part_b',
        orderRef: 'in_bill',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 3000n,
        refundedMinor: 0n,
        occurredAt: after(200),
      },
    ],
  }),
};

export const STRIPE_PURCHASES: readonly Lifecycle[] = [paid, retried, inParts];
