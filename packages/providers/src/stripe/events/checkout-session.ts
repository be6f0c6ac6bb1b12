import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { firstMerchantRef, fromUnixSeconds } from '../../contract/index.ts';
import { money } from '../money.ts';
import { CheckoutSession } from '../schema.ts';
import { onObject, optionalWord, unknownWord, type EventContext, type Reading } from './event-handler.ts';

type Session = z.output<typeof CheckoutSession>;
type OrderType = 'order.completed' | 'order.expired';
type PaymentType = 'payment.succeeded' | 'payment.pending' | 'payment.failed';

/** The buyer is through. With a delayed payment method (`unpaid`) no money has moved yet. */
export const checkoutSessionCompleted = onObject(CheckoutSession, (session, event) => {
  if (session.mode !== 'payment') return withoutPurchase('order.completed', session, event);
  const { type, warnings } = paymentOf(session.payment_status);
  const made = payment(type, session, event);
  // What is still to be paid, its payment names: a hold may be captured for less than the session asked for, before this is told.
  const amount = type === 'payment.pending' && made.length > 0 ? undefined : amountOf(session);
  return { facts: [{ ...order('order.completed', session, event), amount }, ...made], warnings };
});

export const checkoutSessionAsyncPaymentSucceeded = onObject(CheckoutSession, (session, event) => {
  if (session.mode !== 'payment') return withoutPurchase('order.completed', session, event);
  return {
    facts: [order('order.completed', session, event), ...payment('payment.succeeded', session, event)],
  };
});

export const checkoutSessionAsyncPaymentFailed = onObject(CheckoutSession, (session, event) => {
  if (session.mode !== 'payment') return withoutPurchase('order.completed', session, event);
  const facts = payment('payment.failed', session, event);
  return facts.length > 0 ? { facts } : { ignored: 'the failed session names no payment' };
});

export const checkoutSessionExpired = onObject(CheckoutSession, (session, event) =>
  session.mode === 'payment'
    ? { facts: [order('order.expired', session, event)] }
    : withoutPurchase('order.expired', session, event),
);

/** A subscription's session only ties its references together; a setup session sells nothing. */
function withoutPurchase(type: OrderType, session: Session, event: EventContext): Reading {
  if (session.mode === 'setup') return { ignored: 'a setup session sells nothing' };
  if (session.mode !== 'subscription') return { ignored: unknownWord('checkout mode', session.mode) };
  const subscriptionRef = session.subscription ?? undefined;
  return { facts: [{ ...order(type, session, event), subscriptionRef, tentative: true }] };
}

function order(type: OrderType, session: Session, { occurredAt }: EventContext) {
  return {
    type,
    occurredAt,
    orderRef: session.id,
    paymentRef: session.payment_intent ?? undefined,
    invoiceRef: session.invoice ?? undefined,
    amount: amountOf(session),
    createdAt: fromUnixSeconds(session.created),
    providerStatus: optionalWord(session.status),
    merchantRef: firstMerchantRef(session.client_reference_id, session.metadata?.order_id),
    customerRef: session.customer ?? undefined,
  };
}

function payment(
  type: PaymentType | undefined,
  session: Session,
  { occurredAt }: EventContext,
): EventFacts[] {
  if (!type || !session.payment_intent) return [];
  return [
    {
      type,
      occurredAt,
      paymentRef: session.payment_intent,
      orderRef: session.id,
      invoiceRef: session.invoice ?? undefined,
      amount: amountOf(session),
      settlesOrder: true,
      providerStatus: optionalWord(session.payment_status),
      customerRef: session.customer ?? undefined,
    },
  ];
}

function paymentOf(status: string): { type?: PaymentType; warnings?: string[] } {
  if (status === 'paid') return { type: 'payment.succeeded' };
  if (status === 'unpaid') return { type: 'payment.pending' };
  return status === 'no_payment_required' ? {} : { warnings: [unknownWord('payment status', status)] };
}

const amountOf = ({ amount_total, currency }: Session) =>
  amount_total == null || currency == null ? undefined : money(amount_total, currency);
