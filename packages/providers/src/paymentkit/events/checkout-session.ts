import type { EventFacts, Money } from '@payspool/events';
import { sessionReference } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { CheckoutSession, SessionAmount } from '../schema.ts';
import { unknownWord } from '../../contract/index.ts';
import { pathOf, readObject, unread, type EventHandler, type PaymentKitEvent } from './handler.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;
type PaymentType = 'payment.succeeded' | 'payment.pending' | 'payment.failed';

/** The payment status of a completed session. `no_payment_required` is not a payment. */
const BY_PAYMENT_STATUS: ReadonlyMap<string | undefined, PaymentType | undefined> = new Map([
  ['paid', 'payment.succeeded'],
  ['unpaid', 'payment.pending'],
  ['no_payment_required', undefined],
]);

/** `paymentType`: the payment's status, if the event's name states it; if `undefined`, `payment_status` decides. */
export const checkoutSession =
  (orderType: OrderType, paymentType?: PaymentType): EventHandler =>
  (event) => {
    const session = readObject(CheckoutSession, event);
    if (session.mode === 'setup') return { ignored: 'a session that sets up a payment method buys nothing' };
    const warnings = unread(event, session);
    if (isOfSubscription(session)) return { facts: [subscribed(event, orderType, session)], warnings };
    const amount = amountOf(event);
    const order = { ...orderFacts(event, orderType, session), amount };
    if (orderType === 'order.expired') return { facts: [order], warnings };
    const known = paymentType !== undefined || BY_PAYMENT_STATUS.has(session.payment_status);
    const type = paymentType ?? BY_PAYMENT_STATUS.get(session.payment_status);
    return {
      facts: type ? [order, ...paymentOf(event, { session, type, amount })] : [order],
      warnings: known ? warnings : [...warnings, unknownWord('payment status', session.payment_status)],
    };
  };

/** The mode decides. If it is missing or new, a subscription in the session decides. */
const isOfSubscription = ({ mode, subscription_id: subscription }: CheckoutSession): boolean =>
  mode === 'subscription' || (mode !== 'payment' && subscription !== undefined);

/** A session in subscription mode connects subscription, invoice and payment. Of a group of subscriptions it names only the primary one. */
const subscribed = (event: PaymentKitEvent, type: OrderType, session: CheckoutSession): EventFacts => ({
  ...orderFacts(event, type, session),
  subscriptionRef: session.subscription_id,
  tentative: true,
});

const orderFacts = (event: PaymentKitEvent, type: OrderType, session: CheckoutSession) => ({
  type,
  occurredAt: event.occurredAt,
  orderRef: session.id,
  paymentRef: session.payment_intent_id,
  invoiceRef: session.invoice_id,
  ...sessionReference(session),
  customerRef: session.customer_id,
  providerStatus: session.status,
  createdAt: session.created_at ?? undefined,
});

/** A payment without an intent uses the session's id. A pending payment without an intent does not count as a payment yet. */
function paymentOf(
  event: PaymentKitEvent,
  {
    session,
    type,
    amount,
  }: { readonly session: CheckoutSession; readonly type: PaymentType; readonly amount: Money },
): EventFacts[] {
  if (type === 'payment.pending' && !session.payment_intent_id) return [];
  return [
    {
      type,
      occurredAt: event.occurredAt,
      paymentRef: session.payment_intent_id ?? session.id,
      orderRef: session.id,
      invoiceRef: session.invoice_id,
      amount,
      customerRef: session.customer_id,
      providerStatus: session.payment_status,
    },
  ];
}

function amountOf(event: PaymentKitEvent): Money {
  const { amount_total: amount, currency_id: currencyId } = readObject(SessionAmount, event);
  return money({ amount, currencyId, path: pathOf(event, 'currency_id') }, event.settings);
}
