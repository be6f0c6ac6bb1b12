import { Invoice } from '../schema.ts';
import { onObject, unknownWord, type EventHandler } from './event-handler.ts';
import { invoiceSays, type InvoiceState, stateOf } from './invoice-says.ts';

/** Finalised, or not paid yet: the amount is known and still open. */
export const invoiceOpen = invoice('open');
export const invoicePaid = invoice('paid');
export const invoiceVoided = invoice('voided');

function invoice(state: InvoiceState): EventHandler {
  return onObject(Invoice, (object, context) => {
    if (state !== 'paid' || !isUnpaid(object.status, object.paid)) return invoiceSays(object, context, state);
    // `invoice.payment_succeeded` is sent for each payment. Of several partial payments, the last one pays the invoice.
    const said = invoiceSays(object, context, stateOf(object) ?? 'open');
    return said.facts.length > 0 ? said : { ignored: unknownWord('invoice status', object.status) };
  });
}

const isUnpaid = (status: string | null | undefined, paid: boolean | null | undefined): boolean =>
  status == null ? paid === false : ['draft', 'open', 'void', 'uncollectible'].includes(status);
