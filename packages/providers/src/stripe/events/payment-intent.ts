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
          merchantRef: optionalWord(intent.metadata?.order_id),
          customerRef: intent.customer ?? undefined,
        },
      ],
    };
  });
}
