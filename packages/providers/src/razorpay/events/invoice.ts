import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { checkShape, fromUnixSeconds } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { entity, Invoice, Payment } from '../schema.ts';
import type { EventHandler, Meaning } from './handler.ts';
import { paymentBeside } from './payment.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

const Body = z.object({
  payload: z.object({ invoice: entity(Invoice), payment: entity(Payment).optional() }),
});

/** A subscription's invoice ties its payment to the subscription; any other invoice is what was bought. */
export const invoice =
  (orderType: OrderType): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload } = checkShape(Body, body);
    const bill = payload.invoice.entity;
    const payment = payload.payment?.entity;
    const { id: invoiceRef, subscription_id: subscriptionRef, customer_id: customerRef } = bill;
    const paymentRef = payment?.id ?? bill.payment_id;
    const subject: EventFacts = subscriptionRef
      ? { type: 'subscription.updated', occurredAt, subscriptionRef, invoiceRef, customerRef }
      : {
          type: orderType,
          occurredAt,
          orderRef: bill.order_id ?? invoiceRef,
          invoiceRef,
          paymentRef,
          // The samples of invoice.paid have no subscription_id at all: a billing period gives a subscription's invoice away.
          tentative: bill.billing_start == null ? undefined : true,
          amount: money(bill.amount, bill.currency),
          merchantRef: merchantRef(bill),
          customerRef,
          providerStatus: bill.status,
          createdAt: fromUnixSeconds(bill.created_at),
        };
    const tied = payment
      ? paymentBeside(
          { ...payment, invoice_id: payment.invoice_id ?? invoiceRef },
          { occurredAt, subscriptionRef },
        )
      : linked({ occurredAt, paymentRef, invoiceRef, subscriptionRef });
    return { events: [subject, ...tied.events], warnings: tied.warnings };
  };

function linked({
  occurredAt,
  paymentRef,
  ...ties
}: {
  readonly occurredAt: string;
  readonly paymentRef: string | undefined;
  readonly invoiceRef: string;
  readonly subscriptionRef: string | undefined;
}): Meaning {
  return { events: paymentRef ? [{ type: 'payment.linked', occurredAt, paymentRef, ...ties }] : [] };
}
