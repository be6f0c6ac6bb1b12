import type { EventFacts, Money } from '@payspool/events';
import { isoOf } from '../envelope.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { Invoice, InvoiceAmount } from '../schema.ts';
import { pathOf, readObject, type EventHandler, type PaymentKitEvent } from './handler.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

/** A subscription's invoice ties its payment to the subscription; any other invoice is what was bought. */
export const invoice =
  (orderType: OrderType): EventHandler =>
  (event) => {
    const bill = readObject(Invoice, event);
    const subject = bill.subscription_id
      ? subscriptionFacts(event, bill, {
          subscriptionRef: bill.subscription_id,
          paid: orderType === 'order.completed',
        })
      : orderFacts(event, bill, orderType);
    return { events: [subject, ...linked(event, bill, subject)] };
  };

/** The invoice does not say how the subscription stands; only that a cycle has been paid makes it a renewal. */
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
    customerRef: bill.customer_id,
  }) as const;

const orderFacts = (event: PaymentKitEvent, bill: Invoice, type: OrderType) => ({
  type,
  occurredAt: event.occurredAt,
  orderRef: bill.checkout_session_id ?? bill.id,
  paymentRef: bill.payment_intent_id,
  invoiceRef: bill.id,
  amount: amountOf(event),
  merchantRef: merchantRef(bill),
  customerRef: bill.customer_id,
  providerStatus: bill.status,
  createdAt: isoOf(bill.created_at),
});

function linked(
  { occurredAt }: PaymentKitEvent,
  bill: Invoice,
  subject: { readonly orderRef?: string; readonly subscriptionRef?: string },
): EventFacts[] {
  const { payment_intent_id: paymentRef, id: invoiceRef } = bill;
  const { orderRef, subscriptionRef } = subject;
  return paymentRef
    ? [{ type: 'payment.linked', occurredAt, paymentRef, invoiceRef, orderRef, subscriptionRef }]
    : [];
}

function amountOf(event: PaymentKitEvent): Money {
  const { total: amount, currency_id: currencyId } = readObject(InvoiceAmount, event);
  return money({ amount, currencyId, path: pathOf(event, 'currency_id') }, event.settings);
}
