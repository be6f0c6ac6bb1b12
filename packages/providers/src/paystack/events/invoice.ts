import type { EventFacts, PaidPeriod } from '@payspool/events';
import { fromIsoText } from '../../contract/index.ts';
import { money } from '../money.ts';
import { about, type About } from '../read-data.ts';
import { Invoice } from '../schema.ts';
import { CHARGE_TYPES, type PaymentFacts } from './charge.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/** The statuses of an invoice whose charge failed (paystack.com/docs/payments/subscriptions, `most_recent_invoice`). */
const FAILED: ReadonlySet<string | undefined> = new Set(['failed', 'attention']);

/**
 * An invoice of a subscription: it comes some days before the charge, and again after it. It connects the charge with the
 * subscription, and proves the period once the charge has succeeded. `paid` does not count: the sample of a failed charge has it too.
 */
export const invoice = about(Invoice, (bill, event) => {
  const subscriptionRef = bill.subscription?.subscription_code;
  if (subscriptionRef === undefined)
    return { ignored: 'an invoice without a subscription: its money comes as charge.success' };
  return {
    facts: [stateOf(bill, { ...event, subscriptionRef }), ...paymentOf(bill, { ...event, subscriptionRef })],
  };
});

type OfSubscription = About & { readonly subscriptionRef: string };

function stateOf(bill: Invoice, { type, occurredAt, subscriptionRef }: OfSubscription): SubscriptionFacts {
  const common = {
    occurredAt,
    subscriptionRef,
    invoiceRef: bill.invoice_code,
    customerRef: bill.customer?.customer_code,
    providerStatus: bill.subscription?.status,
  };
  if (bill.status === 'success') {
    const paidPeriod = periodOf(bill, occurredAt);
    const { start, end } = paidPeriod;
    return {
      type: 'subscription.renewed',
      status: 'active',
      statusAfter: ['active', 'past_due'],
      currentPeriodStart: start,
      currentPeriodEnd: end,
      paidPeriod,
      ...common,
    };
  }
  return type === 'invoice.payment_failed' || FAILED.has(bill.status)
    ? { type: 'subscription.past_due', status: 'past_due', statusAfter: ['active', 'past_due'], ...common }
    : { type: 'subscription.updated', ...common };
}

/** In some samples the period ends before it begins; the next payment date is then the end, if it is later. */
function periodOf(bill: Invoice, paidAt: string): PaidPeriod {
  const start = fromIsoText(bill.period_start) ?? paidAt;
  const ends = [fromIsoText(bill.period_end), fromIsoText(bill.subscription?.next_payment_date)];
  return {
    start,
    end: ends.find((end) => end !== undefined && end > start),
    paymentRef: bill.transaction?.reference,
    invoiceRef: bill.invoice_code,
  };
}

/** The charge of the invoice; `charge.success` is about the same payment. */
function paymentOf(
  { invoice_code: invoiceRef, transaction, customer }: Invoice,
  { occurredAt, subscriptionRef }: OfSubscription,
): PaymentFacts[] {
  if (transaction?.reference === undefined) return [];
  const { reference: paymentRef, status, amount, currency } = transaction;
  const known = amount === undefined || currency === undefined ? undefined : money(amount, currency);
  return [
    {
      type: (known && CHARGE_TYPES.get(status)) ?? 'payment.linked',
      occurredAt,
      paymentRef,
      subscriptionRef,
      invoiceRef,
      tentative: true,
      amount: known,
      providerStatus: status,
      customerRef: customer?.customer_code,
    },
  ];
}
