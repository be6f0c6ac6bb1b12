import type { EventFacts } from '@payspool/events';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { PaymentIntent } from '../schema.ts';
import { pathOf, readObject, type EventHandler } from './handler.ts';

type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;

/** An intent with an invoice pays for what the invoice is of; one without is a purchase by itself, until a session says which. */
export const paymentIntent =
  (type: PaymentType): EventHandler =>
  (event) => {
    const intent = readObject(PaymentIntent, event);
    const { invoice_id: invoiceRef, currency_id: currencyId, last_payment_error: error } = intent;
    const received = type === 'payment.succeeded' && intent.amount_received;
    // A server that leaves amount_received at its default still says that the intent succeeded.
    const amount = received && !/^0+$/.test(received) ? received : intent.amount;
    return {
      events: [
        {
          type,
          occurredAt: event.occurredAt,
          paymentRef: intent.id,
          ...(invoiceRef ? { invoiceRef } : { orderRef: intent.id, settlesOrder: true }),
          amount: money({ amount, currencyId, path: pathOf(event, 'currency_id') }, event.settings),
          failureCode: type === 'payment.failed' ? (error?.code ?? error?.type) : undefined,
          merchantRef: merchantRef(intent),
          customerRef: intent.customer_id,
          providerStatus: intent.status,
        },
      ],
    };
  };
