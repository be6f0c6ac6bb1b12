import { Invoice, PaymentIntent } from '../schema.ts';
import type { ChargeType } from './charge-says.ts';
import { onObject, readExpanded, type EventHandler } from './event-handler.ts';
import { intentSays } from './intent-says.ts';
import { invoiceSays } from './invoice-says.ts';
import { besides } from './said.ts';

export const paymentIntentPending = paymentIntent('payment.pending');
/** The whole amount is authorized and waits for its capture (`requires_capture`). */
export const paymentIntentAuthorized = paymentIntent('payment.authorized');
export const paymentIntentSucceeded = paymentIntent('payment.succeeded');
/** An attempt failed; the intent stays open for another. */
export const paymentIntentFailed = paymentIntent('payment.failed');
export const paymentIntentCanceled = paymentIntent('payment.canceled');

function paymentIntent(type: ChargeType): EventHandler {
  return onObject(PaymentIntent, (intent, context) =>
    besides(
      intentSays(intent, context, type),
      readExpanded({ schema: Invoice, ref: intent.invoice, at: 'invoice' }, context, invoiceSays),
    ),
  );
}
