import type { EventFacts, Money } from '@payspool/events';
import type { z } from 'zod';
import { fromUnixSeconds, UnusableEventError, together } from '../../contract/index.ts';
import { money } from '../money.ts';
import { Charge, type Invoice, InvoicePayment, PaymentIntent } from '../schema.ts';
import { chargeSays } from './charge.ts';
import {
  type EventContext,
  optionalWord,
  orderIdIn,
  payerOf,
  readBeside,
  readExpanded,
  unknownWord,
  type Said,
  saying,
} from './event-handler.ts';
import { intentSays } from './payment-intent.ts';
import { invoicePaymentSays } from './invoice-payment.ts';
import { paidPeriodOf, subscriptionInLines } from './invoice-period.ts';

export type InvoiceObject = z.output<typeof Invoice>;
/** `open`: finalised and not paid yet, including uncollectible ones. */
export type InvoiceState = 'open' | 'paid' | 'voided';

/**
 * A snapshot of an invoice with its payments. `state`: the state that the event proves; otherwise its own status decides. A
 * subscription's invoice connects the payment with its subscription; any other invoice is an order of its own.
 */
export function invoiceSays(
  object: InvoiceObject,
  context: EventContext,
  state: InvoiceState | undefined = stateOf(object),
): Said {
  // A draft may still change completely or be deleted.
  if (!state)
    return known(object.status)
      ? saying()
      : { facts: [], warnings: [unknownWord('invoice status', object.status)] };
  const subscriptionRef =
    object.subscription?.id ??
    object.parent?.subscription_details?.subscription?.id ??
    subscriptionInLines(object);
  const own = subscriptionRef
    ? subscriptionInvoice(state, object, subscriptionRef, context)
    : saying(orderInvoice(state, object, context));
  return together(
    own,
    saying(
      ...linkedPayment(object, subscriptionRef, context),
      ...(state === 'paid' ? paidElsewhere(object, subscriptionRef, context) : []),
    ),
    paymentsIn(object, context),
  );
}

/** stripe-node src/resources/Invoices.ts; `paid`, `closed` and `forgiven` before API 2018-11-08. `undefined`: a draft, or an unknown status. */
export function stateOf({ status, paid, closed, forgiven }: InvoiceObject): InvoiceState | undefined {
  if (status === 'paid') return 'paid';
  if (status === 'void') return 'voided';
  if (status === 'open' || status === 'uncollectible') return 'open';
  if (status != null) return undefined;
  if (paid) return 'paid';
  return closed || forgiven ? 'open' : undefined;
}

const known = (status: string | null | undefined): boolean => status == null || status === 'draft';

/** No status, because only the subscription's own events say whether it is active. */
function subscriptionInvoice(
  state: InvoiceState,
  object: InvoiceObject,
  subscriptionRef: string,
  context: EventContext,
): Said {
  const paid = state === 'paid' && !isCreditedAway(object);
  const { paidPeriod, warnings } = paid ? paidPeriodOf(object, context) : { warnings: [] };
  const renewed = paid && object.billing_reason === 'subscription_cycle';
  const fact = {
    type: renewed ? ('subscription.renewed' as const) : ('subscription.updated' as const),
    occurredAt: context.occurredAt,
    subscriptionRef,
    invoiceRef: object.id,
    paidPeriod,
    customerRef: payerOf(object),
  };
  return { facts: [fact], warnings };
}

/** The amount due is `amount_due`, not `total`: the customer's credit balance is already subtracted, and that part is never paid. */
function orderInvoice(state: InvoiceState, object: InvoiceObject, context: EventContext): EventFacts {
  const creditedAway = state === 'paid' && isCreditedAway(object);
  return {
    type: creditedAway ? 'order.canceled' : ORDER_TYPES[state],
    occurredAt: context.occurredAt,
    orderRef: object.id,
    invoiceRef: object.id,
    amount: due(object, context, creditedAway ? (object.pre_payment_credit_notes_amount ?? 0) : 0),
    createdAt: fromUnixSeconds(object.created ?? object.date),
    providerStatus: optionalWord(object.status),
    ...orderIdIn(object),
    customerRef: payerOf(object),
  };
}

const ORDER_TYPES = { open: 'order.created', paid: 'order.completed', voided: 'order.canceled' } as const;

/**
 * The amount due, including the amount of credit notes if requested.
 *
 * @throws {UnusableEventError} if the invoice has no amount or no currency, because an order needs both
 */
function due({ amount_due, currency }: InvoiceObject, { path }: EventContext, takenOff: number): Money {
  if (amount_due == null)
    throw new UnusableEventError('schema_violation', { path: `${path}.amount_due`, message: 'no amount' });
  if (currency == null)
    throw new UnusableEventError('schema_violation', { path: `${path}.currency`, message: 'no currency' });
  return money(amount_due + takenOff, currency);
}

/**
 * An invoice is `paid` as soon as nothing is left to pay, even if credit notes covered everything; then nothing was sold. Credit
 * notes before the payment reduce `amount_due`, later ones are refunds or credit for later (docs.stripe.com/api/credit_notes).
 * The rest of the total was paid by the customer's balance or by a discount, which is a sale.
 */
function isCreditedAway(object: InvoiceObject): boolean {
  const { amount_due, amount_paid, total, pre_payment_credit_notes_amount: before } = object;
  if (amount_due !== 0 || !before || amount_paid) return false;
  return total == null || before + (object.post_payment_credit_notes_amount ?? 0) >= total;
}

/** Before API 2025-03-31 the invoice names its payment; since then `invoice_payment.paid` does. */
function linkedPayment(
  { id, payment_intent: intent, charge }: InvoiceObject,
  subscriptionRef: string | undefined,
  { occurredAt }: EventContext,
): EventFacts[] {
  const paymentRef = intent?.id ?? charge?.id;
  if (!paymentRef) return [];
  const aliases = intent && charge ? { paymentAliases: [charge.id] } : {};
  return [{ type: 'payment.linked', occurredAt, paymentRef, ...aliases, invoiceRef: id, subscriptionRef }];
}

/**
 * An invoice that was marked as paid outside Stripe, in the form before API 2025-03-31, was paid by money that Stripe did not
 * handle. It becomes a payment with the id of the invoice and the amount that Stripe's own payments left to pay (`amount_paid`
 * does not count it:
 * docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices).
 */
function paidElsewhere(
  object: InvoiceObject,
  subscriptionRef: string | undefined,
  context: EventContext,
): EventFacts[] {
  const { id, paid_out_of_band, amount_due, amount_remaining, currency } = object;
  const settled = amount_remaining || amount_due;
  if (!paid_out_of_band || !settled || currency == null) return [];
  return [
    {
      type: 'payment.succeeded',
      occurredAt: context.occurredAt,
      paymentRef: id,
      invoiceRef: id,
      subscriptionRef,
      amount: money(settled, currency),
      providerStatus: 'paid_out_of_band',
      customerRef: payerOf(object),
    },
  ];
}

/** The facts of the payments in the invoice: expanded, or in `payments` since API 2025-03-31. */
function paymentsIn(object: InvoiceObject, context: EventContext): Said {
  const listed = object.payments?.entries() ?? [];
  return together(
    readExpanded(
      { schema: PaymentIntent, ref: object.payment_intent, at: 'payment_intent' },
      context,
      intentSays,
    ),
    readExpanded({ schema: Charge, ref: object.charge, at: 'charge' }, context, chargeSays),
    ...listed.map((value, index) =>
      readBeside(
        { schema: InvoicePayment, value, at: `payments.data.${index}` },
        context,
        (payment, beside) => (payment.status === 'paid' ? invoicePaymentSays(payment, beside) : saying()),
      ),
    ),
  );
}
