import { z } from 'zod';
import { checkShape } from '../../contract/index.ts';
import {
  Fields,
  firstTime,
  type ObservedState,
  type Seen,
  type Shown,
  Text,
  Time,
} from './observed-state.ts';

const InvoiceFields = z.looseObject({
  status: Text,
  status_transitions: Fields({
    finalized_at: Time,
    paid_at: Time,
    voided_at: Time,
    marked_uncollectible_at: Time,
  }),
});

/** An invoice, with its payments. stripe-node src/resources/Invoices.ts. */
export function invoiceStates({ object, path, askedAt }: Seen): Shown {
  const { status, status_transitions: times } = checkShape(InvoiceFields, object, path.split('.'));
  const state = (type: ObservedState['type'], seconds: number | null | undefined): Shown => [
    { type, at: firstTime(askedAt, seconds), object, path },
  ];
  switch (status) {
    case 'paid':
      return state('invoice.paid', times?.paid_at);
    case 'open':
      return state('invoice.finalized', times?.finalized_at);
    case 'uncollectible':
      return state('invoice.marked_uncollectible', times?.marked_uncollectible_at);
    case 'void':
      return state('invoice.voided', times?.voided_at);
    case 'draft':
      return { ignored: 'a draft of an invoice' };
    default:
      return { ignored: `unknown invoice status ${JSON.stringify(status ?? null)}` };
  }
}

const InvoicePaymentFields = z.looseObject({
  status: Text,
  created: Time,
  status_transitions: Fields({ paid_at: Time }),
});

/** The payment of an invoice. One that is not paid connects nothing yet. */
export function invoicePaymentStates({ object, path, askedAt }: Seen): Shown {
  const {
    status,
    created,
    status_transitions: times,
  } = checkShape(InvoicePaymentFields, object, path.split('.'));
  return status === 'paid'
    ? [{ type: 'invoice_payment.paid', at: firstTime(askedAt, times?.paid_at, created), object, path }]
    : { ignored: 'a payment of an invoice that is not paid' };
}
