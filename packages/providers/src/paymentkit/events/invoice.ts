import type { EventFacts, Money, PaidPeriod } from '@payspool/events';
import { copiedReference } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { Invoice, InvoiceAmount } from '../schema.ts';
import { pathOf, readObject, unread, type EventHandler, type PaymentKitEvent } from './handler.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

/** Invoices that bill a period of the subscription. One without a reason does too where it states a period. */
const BILLS_A_PERIOD: ReadonlySet<string | undefined> = new Set([
  'subscription_create',
  'subscription_cycle',
  'subscription_recover',
  'subscription',
  undefined,
]);
/** What is laid down as a stake is a deposit, which was never an order's money. */
const STAKES: ReadonlySet<string | undefined> = new Set(['stake', 'stake_overdraft_protection']);

/** A subscription's invoice ties its payment to the subscription; any other invoice is what was bought. */
export const invoice =
  (orderType: OrderType): EventHandler =>
  (event) => {
    const bill = readObject(Invoice, event);
    const paid = orderType === 'order.completed';
    const warnings = unread(event, bill);
    const { subscription_id: subscriptionRef } = bill;
    if (subscriptionRef) {
      const subject = subscriptionFacts(event, bill, { subscriptionRef, paid });
      return { events: [subject, ...linked(event, bill, { subscriptionRef })], warnings };
    }
    if (STAKES.has(bill.billing_reason)) return { ignored: 'a stake is a deposit, not a payment' };
    const amount = amountOf(event, bill, paid);
    const order = orderFacts(event, bill, { type: orderType, amount });
    const { orderRef } = order;
    return {
      events: [order, ...linked(event, bill, { orderRef }), ...(paid ? ownPayment(event, bill, amount) : [])],
      warnings,
    };
  };

/** The invoice does not say how the subscription stands; paid, it says for which period. */
const subscriptionFacts = (
  { occurredAt }: PaymentKitEvent,
  bill: Invoice,
  { subscriptionRef, paid }: { readonly subscriptionRef: string; readonly paid: boolean },
) =>
  ({
    type:
      paid && bill.billing_reason === 'subscription_cycle' ? 'subscription.renewed' : 'subscription.updated',
    occurredAt,
    subscriptionRef,
    invoiceRef: bill.id,
    ...copiedReference(bill),
    customerRef: bill.customer_id,
    paidPeriod: paid ? paidPeriod(bill) : undefined,
  }) as const;

/** The period that a paid invoice billed. One for a change, for usage or for a deposit proves no further period. */
function paidPeriod(bill: Invoice): PaidPeriod | undefined {
  const period = BILLS_A_PERIOD.has(bill.billing_reason) ? periodOf(bill) : undefined;
  return (
    period && {
      ...period,
      paymentRef: bill.payment_intent_id,
      invoiceRef: bill.id,
      nothingDue: nothingWasDue(bill) ? true : undefined,
    }
  );
}

/**
 * The latest period among the lines, where the invoice carries them: usage of the period before may be billed beside it. Else the
 * invoice's own. An end that does not lie after the start is none.
 */
function periodOf(bill: Invoice): Pick<PaidPeriod, 'start' | 'end'> | undefined {
  const lines = (bill.lines ?? [])
    .filter(({ proration }) => proration !== true)
    .map(({ period }) => spanOf(period?.start, period?.end))
    .filter((span) => span?.end !== undefined);
  const [latest] = lines.toSorted((a, b) => compare(b?.end, a?.end) || compare(a?.start, b?.start));
  return latest ?? spanOf(bill.period_start, bill.period_end);
}

const spanOf = (
  start: string | null | undefined,
  end: string | null | undefined,
): Pick<PaidPeriod, 'start' | 'end'> | undefined =>
  start ? { start, end: end && end > start ? end : undefined } : undefined;

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

/** Nothing on the bill; or nothing that any payment paid: a coupon, credits or the customer's balance did. */
const nothingWasDue = (bill: Invoice): boolean =>
  isZero(bill.total) || (isZero(bill.amount_paid) && !bill.payment_intent_id && !bill.paid_out_of_band);

const isZero = (units: string | undefined): boolean => units !== undefined && BigInt(units) === 0n;

const orderFacts = (
  event: PaymentKitEvent,
  bill: Invoice,
  { type, amount }: { readonly type: OrderType; readonly amount: Money },
) => ({
  type,
  occurredAt: event.occurredAt,
  orderRef: bill.checkout_session_id ?? bill.id,
  paymentRef: bill.payment_intent_id,
  invoiceRef: bill.id,
  amount,
  ...copiedReference(bill),
  customerRef: bill.customer_id,
  providerStatus: bill.status,
  createdAt: bill.created_at ?? undefined,
});

function linked(
  { occurredAt }: PaymentKitEvent,
  bill: Invoice,
  { orderRef, subscriptionRef }: { readonly orderRef?: string; readonly subscriptionRef?: string },
): EventFacts[] {
  const { payment_intent_id: paymentRef, id: invoiceRef } = bill;
  return paymentRef
    ? [{ type: 'payment.linked', occurredAt, paymentRef, invoiceRef, orderRef, subscriptionRef }]
    : [];
}

/** A bill that was paid without an intent, as outside of PaymentKit, is its own payment. A session's payment comes with the session. */
function ownPayment({ occurredAt }: PaymentKitEvent, bill: Invoice, amount: Money): EventFacts[] {
  if (bill.payment_intent_id || bill.checkout_session_id || amount.amountMinor === 0n) return [];
  return [
    {
      type: 'payment.succeeded',
      occurredAt,
      paymentRef: bill.id,
      orderRef: bill.id,
      invoiceRef: bill.id,
      amount,
      customerRef: bill.customer_id,
      providerStatus: bill.status,
    },
  ];
}

/**
 * What payments had, or have, to cover. Of a paid invoice it is what was paid: `amount_due` then says what is left. Credits and
 * balances take their part before: a bill of which no payment paid anything was due with nothing.
 */
function amountOf(event: PaymentKitEvent, bill: Invoice, paid: boolean): Money {
  const { total, currency_id: currencyId } = readObject(InvoiceAmount, event);
  const stated = paid ? bill.amount_paid : bill.amount_due;
  const creditedAway = paid && nothingWasDue(bill);
  const amount = creditedAway ? '0' : stated === undefined || isZero(stated) ? total : stated;
  return money({ amount, currencyId, path: pathOf(event, 'currency_id') }, event.settings);
}
