import { compiled } from '@payspool/events';
import { Charge, Invoice, PaymentIntent, InvoicePayment, type Ref, Refund, Dispute } from '../schema.ts';
import { type ChargeType, chargeSays, type ChargeObject, isRelease } from './charge.ts';
import {
  onObject,
  readExpanded,
  type EventHandler,
  besides,
  unknownWord,
  type EventContext,
  type Said,
} from './event-handler.ts';
import { intentSays } from './payment-intent.ts';
import { invoiceSays, type InvoiceState, stateOf } from './invoice.ts';
import { invoicePaymentSays, paymentRefIn } from './invoice-payment.ts';
import { UnusableEventError, together } from '../../contract/index.ts';
import { leaveOutOdd } from '../optional-field.ts';
import { refundFact } from './refund.ts';
import { disputeFact } from './dispute.ts';
import {
  checkoutSessionAsyncPaymentFailed,
  checkoutSessionAsyncPaymentSucceeded,
  checkoutSessionCompleted,
  checkoutSessionExpired,
} from './checkout-session.ts';
import {
  subscriptionCreated,
  subscriptionDeleted,
  subscriptionPaused,
  subscriptionResumed,
  subscriptionUpdated,
} from './subscription.ts';

/** Every charge event except `charge.expired` has a snapshot, whose own status and capture decide, regardless of the event's name. */
const chargeSnapshot = chargeEvent();
/** The authorization ran out before it was captured. */
const chargeExpired = chargeEvent('payment.canceled');

function chargeEvent(type?: ChargeType): EventHandler {
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

const paymentIntentPending = paymentIntent('payment.pending');
/** The whole amount is authorized and waits for its capture (`requires_capture`). */
const paymentIntentAuthorized = paymentIntent('payment.authorized');
const paymentIntentSucceeded = paymentIntent('payment.succeeded');
/** An attempt failed; the intent stays open for another. */
const paymentIntentFailed = paymentIntent('payment.failed');
const paymentIntentCanceled = paymentIntent('payment.canceled');

function paymentIntent(type: ChargeType): EventHandler {
  return onObject(PaymentIntent, (intent, context) =>
    besides(
      intentSays(intent, context, type),
      readExpanded({ schema: Invoice, ref: intent.invoice, at: 'invoice' }, context, invoiceSays),
    ),
  );
}

/** Finalised, or not paid yet: the amount is known and still open. */
const invoiceOpen = invoice('open');
const invoicePaid = invoice('paid');
const invoiceVoided = invoice('voided');

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

const invoicePaymentPaid = onObject(InvoicePayment, (object, context) => {
  if (!paymentRefIn(object)) return { ignored: 'the invoice payment names no payment' };
  return together(
    invoicePaymentSays(object, context),
    readExpanded({ schema: Invoice, ref: object.invoice, at: 'invoice' }, context, invoiceSays),
  );
});

interface AboutPayment {
  readonly payment_intent?: Ref | null | undefined;
  readonly charge?: Ref | null | undefined;
}

/**
 * The payment of a refund or dispute: the intent, with its charge as another id, or a charge without an intent.
 *
 * @throws {UnusableEventError} if it names a payment whose id is invalid
 */
function paymentOf(
  { payment_intent: intent, charge }: AboutPayment,
  { path, odd }: EventContext,
): { paymentRef?: string; paymentAliases?: string[] } {
  if (intent) return { paymentRef: intent.id, ...(charge ? { paymentAliases: [charge.id] } : {}) };
  if (charge) return { paymentRef: charge.id };
  const unreadable = ['payment_intent', 'charge']
    .map((field) => `${path}.${field}`)
    .find((at) => odd.includes(at));
  if (unreadable)
    throw new UnusableEventError('schema_violation', { path: unreadable, message: 'names no payment' });
  return {};
}

/** The facts of the payment, if the refund or dispute contains it. */
const paymentBeside = ({ payment_intent, charge }: AboutPayment, context: EventContext): Said =>
  together(
    readExpanded({ schema: PaymentIntent, ref: payment_intent, at: 'payment_intent' }, context, intentSays),
    readExpanded({ schema: Charge, ref: charge, at: 'charge' }, context, chargeSays),
  );

/** A snapshot of one refund: a successful refund can still fail days later, if the customer's bank returns it. */
const refundSnapshot = onObject(Refund, (refund, context) => {
  const own = refundFact(refund, context, paymentOf(refund, context));
  const beside = paymentBeside(refund, context);
  const charge = expanded(refund.charge);
  if (charge && isRelease(refund, charge))
    return { facts: beside.facts.filter((fact) => !('refundRef' in fact)), warnings: beside.warnings };
  const reading = besides(own, beside);
  return reading.facts.length > 0 ? reading : { ignored: unknownWord('refund status', refund.status) };
});

function expanded(charge: Ref | null | undefined): ChargeObject | undefined {
  const value = charge?.beside?.();
  if (value === undefined) return undefined;
  const { data } = compiled(Charge).safeParse(value);
  return data && leaveOutOdd(data, '').kept;
}

/** A snapshot of one dispute. Before disputes had ids, a charge could have only one; it gets the id of its charge. */
const disputeSnapshot = onObject(Dispute, (dispute, context) => {
  const id = dispute.id ?? dispute.charge?.id;
  if (id === undefined)
    throw new UnusableEventError('schema_violation', {
      path: `${context.path}.id`,
      message: 'neither the dispute nor its charge has an id',
    });
  return besides(
    disputeFact({ ...dispute, id }, context, paymentOf(dispute, context)),
    paymentBeside(dispute, context),
  );
});

/**
 * Every event type with a meaning for orders and subscriptions, with its handler (stripe-node src/resources/Events.ts).
 *
 * The handlers of charges, intents, invoices, refunds and disputes are above and not in the files of their objects: each of these objects
 * can contain others, so that its handler needs functions of several files, which must not import each other.
 */
export const handlers = {
  'checkout.session.completed': checkoutSessionCompleted,
  'checkout.session.async_payment_succeeded': checkoutSessionAsyncPaymentSucceeded,
  'checkout.session.async_payment_failed': checkoutSessionAsyncPaymentFailed,
  'checkout.session.expired': checkoutSessionExpired,
  'payment_intent.created': paymentIntentPending,
  'payment_intent.processing': paymentIntentPending,
  'payment_intent.requires_action': paymentIntentPending,
  'payment_intent.partially_funded': paymentIntentPending,
  'payment_intent.amount_capturable_updated': paymentIntentAuthorized,
  'payment_intent.succeeded': paymentIntentSucceeded,
  'payment_intent.payment_failed': paymentIntentFailed,
  'payment_intent.canceled': paymentIntentCanceled,
  'charge.succeeded': chargeSnapshot,
  'charge.captured': chargeSnapshot,
  'charge.pending': chargeSnapshot,
  'charge.failed': chargeSnapshot,
  'charge.updated': chargeSnapshot,
  // From API 2022-11-15 on, the charge in the body has no `refunds` (docs.stripe.com/changelog/2022-11-15). The event then becomes only its
  // payment: `payment.succeeded` with the refunded sum (`amountRefundedMinor`), or `payment.canceled` if the charge was never captured. The
  // single refunds come with `refund.*`. Before that version, the refunds in the body that have an id and a status become `refund.…` too.
  'charge.refunded': chargeSnapshot,
  'charge.expired': chargeExpired,
  'charge.refund.updated': refundSnapshot,
  'refund.created': refundSnapshot,
  'refund.updated': refundSnapshot,
  'refund.failed': refundSnapshot,
  'charge.dispute.created': disputeSnapshot,
  'charge.dispute.updated': disputeSnapshot,
  'charge.dispute.closed': disputeSnapshot,
  'charge.dispute.funds_withdrawn': disputeSnapshot,
  'charge.dispute.funds_reinstated': disputeSnapshot,
  'customer.subscription.created': subscriptionCreated,
  'customer.subscription.updated': subscriptionUpdated,
  'customer.subscription.trial_will_end': subscriptionUpdated,
  'customer.subscription.pending_update_applied': subscriptionUpdated,
  'customer.subscription.pending_update_expired': subscriptionUpdated,
  'customer.subscription.paused': subscriptionPaused,
  'customer.subscription.resumed': subscriptionResumed,
  'customer.subscription.deleted': subscriptionDeleted,
  'invoice.finalized': invoiceOpen,
  'invoice.payment_failed': invoiceOpen,
  'invoice.payment_action_required': invoiceOpen,
  'invoice.marked_uncollectible': invoiceOpen,
  'invoice.paid': invoicePaid,
  'invoice.payment_succeeded': invoicePaid,
  'invoice.voided': invoiceVoided,
  'invoice_payment.paid': invoicePaymentPaid,
} satisfies Record<string, EventHandler>;
