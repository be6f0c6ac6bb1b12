import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import {
  fromUnixSeconds,
  type MerchantReference,
  merchantReference,
  together,
} from '../../contract/index.ts';
import { money } from '../money.ts';
import { CheckoutSession, Invoice, PaymentIntent } from '../schema.ts';
import {
  type EventContext,
  type EventHandler,
  onObject,
  optionalWord,
  payerOf,
  readExpanded,
  type Reading,
  unknownWord,
  type Said,
  saying,
} from './event-handler.ts';
import { intentSays } from './payment-intent.ts';
import { invoiceSays } from './invoice.ts';

type Session = z.output<typeof CheckoutSession>;
type OrderType = 'order.completed' | 'order.expired';
type PaymentType = 'payment.succeeded' | 'payment.pending' | 'payment.failed';

/** The buyer has completed the session. With a delayed payment method (`unpaid`) no money has moved yet. */
export const checkoutSessionCompleted = session('order.completed', (object, context) => {
  const { type, warnings } = paymentOf(object.payment_status);
  const made = payment(type, object, context);
  // The payment names the amount that is still to be paid, because an authorization may be captured for less than the session's
  // amount before this event arrives.
  const amount = type === 'payment.pending' && made.length > 0 ? undefined : amountOf(object);
  return { facts: [{ ...order('order.completed', object, context), amount }, ...made], warnings };
});

export const checkoutSessionAsyncPaymentSucceeded = session('order.completed', (object, context) =>
  saying(order('order.completed', object, context), ...payment('payment.succeeded', object, context)),
);

export const checkoutSessionAsyncPaymentFailed = session('order.completed', (object, context) => {
  const facts = payment('payment.failed', object, context);
  return facts.length > 0 ? saying(...facts) : { ignored: 'the failed session names no payment' };
});

export const checkoutSessionExpired = session('order.expired', (object, context) =>
  saying(order('order.expired', object, context)),
);

/** A handler for sessions of mode `payment`. Sessions of other modes are treated in the same way in every event. */
function session(type: OrderType, read: (object: Session, context: EventContext) => Reading): EventHandler {
  return onObject(CheckoutSession, (object, context) => {
    const reading =
      modeOf(object) === 'payment' ? read(object, context) : withoutPurchase(type, object, context);
    return 'ignored' in reading ? reading : together(reading, besideSession(object, context));
  });
}

/** The first API versions with sessions have no `mode`; the objects that the session created show it. */
const modeOf = ({ mode, subscription, setup_intent }: Session): string => {
  if (mode != null) return mode;
  if (subscription) return 'subscription';
  return setup_intent ? 'setup' : 'payment';
};

/** A subscription's session only connects references; a setup session sells nothing. */
function withoutPurchase(type: OrderType, object: Session, context: EventContext): Reading {
  const mode = modeOf(object);
  if (mode === 'setup') return { ignored: 'a setup session sells nothing' };
  if (mode !== 'subscription') return { ignored: unknownWord('checkout mode', mode) };
  return saying({
    subscriptionRef: object.subscription?.id,
    tentative: true,
    ...order(type, object, context),
  });
}

const besideSession = (object: Session, context: EventContext): Said =>
  together(
    readExpanded(
      { schema: PaymentIntent, ref: object.payment_intent, at: 'payment_intent' },
      context,
      intentSays,
    ),
    readExpanded({ schema: Invoice, ref: object.invoice, at: 'invoice' }, context, invoiceSays),
  );

function order(type: OrderType, object: Session, { occurredAt }: EventContext) {
  return {
    type,
    occurredAt,
    orderRef: object.id,
    paymentRef: object.payment_intent?.id,
    invoiceRef: object.invoice?.id,
    amount: amountOf(object),
    createdAt: fromUnixSeconds(object.created),
    providerStatus: optionalWord(object.status),
    ...merchantRefOf(object),
    customerRef: payerOf(object),
  };
}

/**
 * A Payment Link takes `client_reference_id` from its URL, where the buyer can change it (docs.stripe.com/payment-links/url-parameters).
 * `payment_link: null` means that the session was created by an API call with the merchant's secret key.
 */
const merchantRefOf = ({ payment_link, client_reference_id, metadata }: Session): MerchantReference =>
  merchantReference(
    {
      field: 'client_reference_id',
      value: client_reference_id,
      writer: payment_link === null ? 'merchant' : 'buyer',
    },
    { field: 'metadata.order_id', value: metadata?.order_id, writer: 'merchant' },
  );

function payment(type: PaymentType | undefined, object: Session, { occurredAt }: EventContext): EventFacts[] {
  if (!type || !object.payment_intent) return [];
  return [
    {
      type,
      occurredAt,
      paymentRef: object.payment_intent.id,
      orderRef: object.id,
      invoiceRef: object.invoice?.id,
      amount: amountOf(object),
      settlesOrder: true,
      providerStatus: optionalWord(object.payment_status),
      customerRef: payerOf(object),
    },
  ];
}

/** Absent in the first API versions with sessions; the payment states its own status. */
function paymentOf(status: string | null | undefined): { type?: PaymentType; warnings: string[] } {
  if (status === 'paid') return { type: 'payment.succeeded', warnings: [] };
  if (status === 'unpaid') return { type: 'payment.pending', warnings: [] };
  const known = status == null || status === 'no_payment_required';
  return { warnings: known ? [] : [unknownWord('payment status', status)] };
}

const amountOf = ({ amount_total, currency }: Session) =>
  amount_total == null || currency == null ? undefined : money(amount_total, currency);
