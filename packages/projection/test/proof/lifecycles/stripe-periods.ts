import { dispute, paidIntent, refund } from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import {
  invoiceLines,
  subscription,
  subscriptionInvoice,
  subscriptionItem,
} from '../../../../providers/src/stripe/simulator/scenarios/subscription-objects.ts';
import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { firstMonth, MONTH, planOf } from './stripe-plan.ts';
import { recorded } from './stripe-story.ts';

const secondMonth = { start: unixAfter(MONTH), end: unixAfter(2 * MONTH) };
const legacyPlan = (uid: string) => ({ ...planOf(uid), generation: 'legacy' }) as const;
const subscribed = (uid: string, fields: object) => ({
  subscriptionRef: `sub_${uid}`,
  status: 'active' as const,
  currentPeriodStart: after(0),
  currentPeriodEnd: after(MONTH),
  cancelAt: null,
  canceledAt: null,
  access: 'granted' as const,
  validUntil: null,
  ...fields,
});
const paymentOf = (uid: string, fields: object) => ({
  paymentRef: `pi_${uid}`,
  orderRef: null,
  subscriptionRef: `sub_${uid}`,
  status: 'succeeded' as const,
  amountMinor: 1500n,
  refundedMinor: 0n,
  occurredAt: after(1),
  ...fields,
});

/** The invoice shows no lines: the payment alone says that the subscription is paid for. */
const lostPlan = legacyPlan('chargeback');
const sale = { ...lostPlan, invoice: 'in_chargeback' };
const chargedBack: Lifecycle = {
  name: 'a dispute over a payment of a subscription is lost: what it paid for is over then',
  deliveries: recorded('chargeback', 'legacy', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(lostPlan, firstMonth, { status: 'active' }),
    },
    { afterSeconds: 1, type: 'invoice.paid', object: subscriptionInvoice(lostPlan, { status: 'paid' }) },
    { afterSeconds: 1, type: 'payment_intent.succeeded', object: paidIntent(sale) },
    {
      afterSeconds: 100,
      type: 'charge.dispute.created',
      object: dispute(sale, { status: 'needs_response' }),
    },
    { afterSeconds: 900, type: 'charge.dispute.closed', object: dispute(sale, { status: 'lost' }) },
  ]),
  rows: rows({
    payments: [paymentOf('chargeback', { chargedBackMinor: 1500n, disputed: false })],
    disputes: [
      { disputeRef: 'du_chargeback', paymentRef: 'pi_chargeback', status: 'lost', amountMinor: 1500n },
    ],
    subscriptions: [
      subscribed('chargeback', {
        paidUntil: null,
        validUntil: after(900),
        accessEndReason: 'charged_back',
      }),
    ],
  }),
};

const renewedPlan = planOf('month');
const cycle = {
  id: 'in_month2',
  billing_reason: 'subscription_cycle',
  created: unixAfter(MONTH),
  status: 'paid',
};
const renewed: Lifecycle = {
  name: 'a renewal is paid for its month: the month that merely began, and the proration beside it, pay nothing',
  deliveries: recorded('month', 'current', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(renewedPlan, firstMonth, { status: 'active' }),
    },
    {
      afterSeconds: 1,
      type: 'invoice.paid',
      object: subscriptionInvoice(renewedPlan, {
        lines: invoiceLines(renewedPlan, firstMonth),
        status: 'paid',
      }),
    },
    {
      afterSeconds: MONTH,
      type: 'customer.subscription.updated',
      object: subscription(renewedPlan, secondMonth, { status: 'active', latest_invoice: 'in_month2' }),
      previous: { items: { data: [subscriptionItem(renewedPlan, firstMonth)] }, latest_invoice: 'in_month' },
    },
    {
      afterSeconds: MONTH + 3600,
      type: 'invoice.paid',
      object: subscriptionInvoice(renewedPlan, {
        ...cycle,
        lines: {
          data: [
            {
              period: { start: unixAfter(MONTH - 60), end: unixAfter(3 * MONTH) },
              parent: { subscription_item_details: { proration: true } },
            },
            ...invoiceLines(renewedPlan, secondMonth).data,
          ],
        },
      }),
    },
  ]),
  rows: rows({
    subscriptions: [
      subscribed('month', {
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        paidPeriodStart: after(MONTH),
        paidUntil: after(2 * MONTH),
        paidUntilSource: 'stated',
      }),
    ],
  }),
};

const creditedPlan = planOf('credited');
const credited: Lifecycle = {
  name: 'a renewal that credit notes took away is not paid for',
  deliveries: recorded('credited', 'current', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(creditedPlan, firstMonth, { status: 'active' }),
    },
    {
      afterSeconds: 1,
      type: 'invoice.paid',
      object: subscriptionInvoice(creditedPlan, {
        lines: invoiceLines(creditedPlan, firstMonth),
        status: 'paid',
      }),
    },
    {
      afterSeconds: MONTH,
      type: 'invoice.paid',
      object: subscriptionInvoice(creditedPlan, {
        ...cycle,
        id: 'in_credited2',
        amount_due: 0,
        lines: invoiceLines(creditedPlan, secondMonth),
        pre_payment_credit_notes_amount: 1500,
      }),
    },
  ]),
  rows: rows({
    subscriptions: [subscribed('credited', { paidUntil: after(MONTH), paidUntilSource: 'stated' })],
  }),
};

const backPlan = legacyPlan('back');
const backSale = { ...backPlan, invoice: 'in_back' };
const givenBack: Lifecycle = {
  name: 'the payment of the month is refunded: access ends then, while billing goes on',
  deliveries: recorded('back', 'legacy', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(backPlan, firstMonth, { status: 'active' }),
    },
    { afterSeconds: 1, type: 'payment_intent.succeeded', object: paidIntent(backSale) },
    {
      afterSeconds: 2,
      type: 'invoice.payment_succeeded',
      object: subscriptionInvoice(backPlan, { lines: invoiceLines(backPlan, firstMonth), status: 'paid' }),
    },
    {
      afterSeconds: 600,
      type: 'refund.created',
      object: refund(backSale, { id: 're_back', amount: 1500 }),
    },
  ]),
  rows: rows({
    payments: [paymentOf('back', { refundedMinor: 1500n })],
    refunds: [{ refundRef: 're_back', paymentRef: 'pi_back', status: 'succeeded', amountMinor: 1500n }],
    subscriptions: [
      subscribed('back', { paidUntil: null, validUntil: after(600), accessEndReason: 'refunded' }),
    ],
  }),
};

export const STRIPE_PERIODS: readonly Lifecycle[] = [chargedBack, renewed, credited, givenBack];
