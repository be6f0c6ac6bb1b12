import { Invoice, InvoicePayment } from '../schema.ts';
import { onObject, readExpanded } from './event-handler.ts';
import { invoicePaymentSays, paymentRefIn } from './invoice-payment-says.ts';
import { invoiceSays } from './invoice-says.ts';
import { together } from './said.ts';

export const invoicePaymentPaid = onObject(InvoicePayment, (object, context) => {
  if (!paymentRefIn(object)) return { ignored: 'the invoice payment names no payment' };
  return together(
    invoicePaymentSays(object, context),
    readExpanded({ schema: Invoice, ref: object.invoice, at: 'invoice' }, context, invoiceSays),
  );
});
