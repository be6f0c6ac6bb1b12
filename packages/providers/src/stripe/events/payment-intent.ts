import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { firstMerchantRef } from '../../contract/index.ts';
import { money } from '../money.ts';
import { PaymentIntent } from '../schema.ts';
import { onObject, optionalWord, type EventHandler } from './event-handler.ts';
import { orderLink } from './order-link.ts';

type PaymentType =
  | 'payment.pending'
  | 'payment.authorized'
  | 'payment.succeeded'
  | 'payment.failed'
  | 'payment.canceled';

export const paymentIntentPending = paymentIntent('payment.pending');
/** The whole amount is held and waits for its capture (`requires_capture`). */
export const paymentIntentAuthorized = paymentIntent('payment.authorized');
export const paymentIntentSucceeded = paymentIntent('payment.succeeded');
/** An attempt failed; the intent stays open for another. */
export const paymentIntentFailed = paymentIntent('payment.failed');
export const paymentIntentCanceled = paymentIntent('payment.canceled');

function paymentIntent(type: PaymentType): EventHandler {
  return onObject(PaymentIntent, (intent, { occurredAt, settings }) => {
    // A partial capture receives less than the intent was made for.
    const amount = type === 'payment.succeeded' ? (intent.amount_received ?? intent.amount) : intent.amount;
    const error = type === 'payment.failed' ? intent.last_payment_error : undefined;
    return {
      facts: [
        {
          type,
          occurredAt,
          paymentRef: intent.id,
          ...(intent.latest_charge ? { paymentAliases: [intent.latest_charge] } : {}),
          ...orderLink(intent.id, intent.invoice, settings),
          amount: money(amount, intent.currency),
          failureCode: optionalWord(error?.decline_code ?? error?.code),
          settlesOrder: true,
          providerStatus: optionalWord(intent.status),
          merchantRef: firstMerchantRef(intent.metadata?.order_id),
          customerRef: intent.customer ?? undefined,
        },
        ...(type === 'payment.succeeded' ? settledForLess(intent, occurredAt) : []),
      ],
    };
  });
}

/**
 * A hold that was captured in part: an intent that succeeded takes nothing more, and the rest is let go
 * (docs.stripe.com/payments/place-a-hold-on-a-payment-method). What is due of its purchase is from then on what was captured,
 * whatever the session had asked for.
 */
function settledForLess(intent: z.output<typeof PaymentIntent>, occurredAt: string): EventFacts[] {
  const received = intent.amount_received ?? intent.amount;
  // An invoice says for itself what is due of it.
  if (received >= intent.amount || intent.invoice) return [];
  return [
    {
      type: 'order.completed',
      occurredAt,
      orderRef: intent.id,
      paymentRef: intent.id,
      amount: money(received, intent.currency),
      tentative: true,
    },
  ];
}
