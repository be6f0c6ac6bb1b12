import { Charge, Invoice, PaymentIntent } from '../schema.ts';
import { type ChargeType, chargeSays } from './charge-says.ts';
import { onObject, readExpanded, type EventHandler } from './event-handler.ts';
import { intentSays } from './intent-says.ts';
import { invoiceSays } from './invoice-says.ts';
import { besides } from './said.ts';

/** Every charge event except `charge.expired` has a snapshot, whose own status and capture decide, whatever the event's name is. */
export const chargeSnapshot = charge();
/** The authorization ran out before it was captured. */
export const chargeExpired = charge('payment.canceled');

function charge(type?: ChargeType): EventHandler {
  return onObject(Charge, (object, context) =>
    besides(
      chargeSays(object, context, type),
      readExpanded(
        { schema: PaymentIntent, ref: object.payment_intent, at: 'payment_intent' },
        context,
        intentSays,
      ),
      readExpanded({ schema: Invoice, ref: object.invoice, at: 'invoice' }, context, invoiceSays),
    ),
  );
}
