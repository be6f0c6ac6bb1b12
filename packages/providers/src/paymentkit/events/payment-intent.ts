import type { EventFacts } from '@payspool/events';
import { copiedReference } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { PaymentIntent } from '../schema.ts';
import { pathOf, readObject, unread, type EventHandler } from './handler.ts';

type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;

/**
 * An intent with an invoice pays for the purchase of the invoice. An intent without one is a purchase by itself, until a session
 * names its purchase.
 */
export const paymentIntent =
  (named: PaymentType): EventHandler =>
  (event) => {
    const intent = readObject(PaymentIntent, event);
    const { invoice_id: invoiceRef, currency_id: currencyId, last_payment_error: error } = intent;
    const type = typeOf(named, intent.status);
    const moved = {
      'payment.succeeded': intent.amount_received,
      'payment.authorized': intent.amount_capturable,
    };
    const stated = type in moved ? moved[type as keyof typeof moved] : undefined;
    // Even if a server leaves amount_received at its default, the intent has succeeded.
    const amount = stated && !/^0+$/.test(stated) ? stated : intent.amount;
    return {
      facts: [
        {
          type,
          occurredAt: event.occurredAt,
          paymentRef: intent.id,
          ...(invoiceRef ? { invoiceRef } : { orderRef: intent.id, settlesOrder: true }),
          amount: money({ amount, currencyId, path: pathOf(event, 'currency_id') }, event.settings),
          failureCode: type === 'payment.failed' ? (error?.code ?? error?.type) : undefined,
          ...copiedReference(intent),
          customerRef: intent.customer_id,
          providerStatus: intent.status,
        },
      ],
      warnings: unread(event, intent),
    };
  };

/** `requires_capture`: the money is authorized and not captured (payment-types lib/payment-intent.d.ts, `capture_method: manual`). */
const typeOf = (named: PaymentType, status: string | undefined): PaymentType =>
  named === 'payment.pending' && status === 'requires_capture' ? 'payment.authorized' : named;
