import type { EventFacts, Money, PaidPeriod } from '@payspool/events';
import { copiedReference } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { Invoice, InvoiceAmount } from '../schema.ts';
import { pathOf, readObject, unread, type EventHandler, type PaymentKitEvent } from './handler.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

/** Invoices that bill a period of the subscription. An invoice without a reason does so too if it states a period. */
const BILLS_A_PERIOD: ReadonlySet<string | undefined> = new Set([
  'subscription_create',
  'subscription_cycle',
  'subscription_recover',
  'subscription',
  undefined,
]);
/** A stake is a deposit, which is not a payment for an order. */
const STAKES: ReadonlySet<string | undefined> = new Set(['stake', 'stake_overdraft_protection']);

/** A subscription's invoice connects its payment with the subscription; any other invoice is an order. */
export const invoice =
  (orderType: OrderType): EventHandler =>
  (event) => {
    const bill = readObject(Invoice, event);
    const paid = orderType === 'order.completed';
    const warnings = unread(event, bill);
    const { subscription_id: subscriptionRef } = bill;
    if (subscriptionRef) {
      const subject = subscriptionFacts(event, bill, { subscriptionRef, paid });
      return { facts: [subject, ...linked(event, bill, { subscriptionRef })], warnings };
    }
    if (STAKES.has(bill.billing_reason)) return { ignored: 'a stake is a deposit, not a payment' };
    const amount = amountOf(event, bill, paid);
    const order = orderFacts(event, bill, { type: orderType, amount });
    const { orderRef } = order;
    return {
      facts: [order, ...linked(event, bill, { orderRef }), ...(paid ? ownPayment(event, bill, amount) : [])],
      warnings,
    };
  };

/** The invoice does not state the status of the subscription. A paid invoice states its period. */
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

/** The period of a paid invoice. An invoice for a change, for usage or for a deposit does not prove a further period. */
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
 * The latest period among the lines, if the invoice has lines, because it may also bill usage of the period before. Otherwise the
 * invoice's own period. An end that is not after the start counts as absent.
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

/** Nothing was billed, or nothing was paid by a payment, because a coupon, credits or the customer's balance covered it. */
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

/**
 * An invoice that was paid without an intent, for example outside PaymentKit, is its own payment. The payment of a session comes
 * with the session.
 */
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
 * The amount that payments must cover. For a paid invoice it is the paid amount, because `amount_due` is then the rest. Credits
 * and balances are subtracted first: if no payment paid anything, the amount due was 0.
 */
function amountOf(event: PaymentKitEvent, bill: Invoice, paid: boolean): Money {
  const { total, currency_id: currencyId } = readObject(InvoiceAmount, event);
  const stated = paid ? bill.amount_paid : bill.amount_due;
  const creditedAway = paid && nothingWasDue(bill);
  const amount = creditedAway ? '0' : stated === undefined || isZero(stated) ? total : stated;
  return money({ amount, currencyId, path: pathOf(event, 'currency_id') }, event.settings);
}
