import type { EventFacts, PaidPeriod } from '@payspool/events';
import { z } from 'zod';
import { fromUnixSeconds, together, type ReadFacts } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { type EventHandler, readPayload } from '../read-payload.ts';
import { beside, entity, Invoice, PaymentBeside } from '../schema.ts';
import { paymentBeside } from './payment.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

const Body = z.object({ payload: z.object({ invoice: entity(Invoice), payment: beside(PaymentBeside) }) });

/** A subscription's invoice connects its payment with the subscription and states the paid period; any other invoice is an order. */
export const invoice =
  (orderType: OrderType): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload, warnings } = readPayload(Body, body);
    const bill = payload.invoice.entity;
    const payment = payload.payment?.entity;
    const { id: invoiceRef, subscription_id: subscriptionRef, customer_id: customerRef } = bill;
    const paymentRef = payment?.id ?? bill.payment_id;
    const subject: EventFacts = subscriptionRef
      ? {
          type: 'subscription.updated',
          occurredAt,
          subscriptionRef,
          invoiceRef,
          customerRef,
          paidPeriod: orderType === 'order.completed' ? periodOf(bill, paymentRef) : undefined,
        }
      : {
          type: orderType,
          occurredAt,
          orderRef: bill.order_id ?? invoiceRef,
          invoiceRef,
          paymentRef,
          // The samples of invoice.paid have no subscription_id. An invoice with a billing period belongs to a subscription. An
          // invoice of 0 belongs to a registration link, which asks for a mandate.
          tentative: bill.billing_start == null && bill.amount > 0 ? undefined : true,
          amount: money(bill.amount, bill.currency),
          ...merchantRef({ of: 'invoice', receipt: bill.receipt, notes: bill.notes }),
          customerRef,
          providerStatus: bill.status,
          createdAt: fromUnixSeconds(bill.created_at),
        };
    const linkedPayment = payment
      ? paymentBeside(
          { ...payment, invoice_id: payment.invoice_id ?? invoiceRef },
          { occurredAt, subscriptionRef },
        )
      : linked({ occurredAt, paymentRef, invoiceRef, subscriptionRef });
    return together({ facts: [subject], warnings }, linkedPayment);
  };

/** The billing cycle of an invoice (api/payments/subscriptions/fetch-invoices.md). */
function periodOf(bill: Invoice, paymentRef: string | undefined): PaidPeriod | undefined {
  const start = fromUnixSeconds(bill.billing_start);
  return start === undefined
    ? undefined
    : { start, end: fromUnixSeconds(bill.billing_end), paymentRef, invoiceRef: bill.id };
}

function linked({
  occurredAt,
  paymentRef,
  ...links
}: {
  readonly occurredAt: string;
  readonly paymentRef: string | undefined;
  readonly invoiceRef: string;
  readonly subscriptionRef: string | undefined;
}): ReadFacts {
  return { facts: paymentRef ? [{ type: 'payment.linked', occurredAt, paymentRef, ...links }] : [] };
}
