import type { EventFacts, Money } from '@payspool/events';
import { handler, unknownWord } from '../../contract/index.ts';
import { merchantRefOfOrder } from '../merchant-ref.ts';
import { readMoney } from '../money.ts';
import { type PaymentData, PaymentEvent } from '../schema.ts';
import { PAYMENT_TYPES, type PaymentType } from './payment-status.ts';

/**
 * One attempt to pay an order. The status decides, not the name of the event. Only a payment that succeeded states the amount due,
 * because an offer may have reduced it, and a failed attempt may arrive later.
 */
export const payment = handler(PaymentEvent, ({ data }, occurredAt) => {
  const { order, payment: attempt } = data;
  const { cf_payment_id: paymentRef, payment_status: status } = attempt;
  const type = typeOf(attempt);
  const succeeded = type === 'payment.succeeded';
  const about = {
    occurredAt,
    orderRef: order.order_id,
    paymentRef,
    customerRef: data.customer_details?.customer_id,
    ...merchantRefOfOrder(order.order_id, order.order_tags),
  };
  const bought: EventFacts = succeeded
    ? { ...about, type: 'order.completed', amount: amountDue(data) }
    : { ...about, type: 'order.created' };
  const paid: EventFacts = type
    ? {
        ...about,
        type,
        amount: readMoney(attempt.payment_amount, {
          currency: attempt.payment_currency,
          path: 'data.payment.payment_amount',
        }),
        failureCode:
          type === 'payment.failed' ? (data.error_details?.error_code ?? codeOf(status)) : undefined,
        providerStatus: status,
      }
    : { ...about, type: 'payment.linked' };
  return { facts: [bought, paid], warnings: type ? [] : [unknownWord('payment status', status)] };
});

/**
 * The state of an attempt. A preauthorization is SUCCESS when the amount is only blocked (payments/features/pre-authorisation); its
 * message begins with PRE_AUTH, also after the capture. Unless the body says that it was captured, no money came in.
 */
function typeOf({
  payment_status: status,
  is_captured: isCaptured,
  payment_message: message,
}: PaymentData['payment']): PaymentType | undefined {
  const type = PAYMENT_TYPES.get(status);
  const isBlocked = isCaptured === false || (isCaptured === undefined && message?.startsWith('PRE_AUTH'));
  return type === 'payment.succeeded' && isBlocked ? 'payment.authorized' : type;
}

/** An attempt that the buyer abandoned has no error. */
const codeOf = (status: string | undefined): string | undefined =>
  status === 'USER_DROPPED' ? status : undefined;

/** The amount of the order, minus the discounts of offers that were redeemed (`payment_offers`). */
function amountDue({ order, payment_offers: offers = [] }: PaymentData): Money {
  const { order_amount: amount, order_currency: currency } = order;
  const due = readMoney(amount, { currency, path: 'data.order.order_amount' });
  const discount = offers.reduce((sum, { offer_redemption: redeemed }) => {
    if (redeemed?.redemption_status !== 'SUCCESS' || redeemed.discount_amount === undefined) return sum;
    return sum + readMoney(redeemed.discount_amount, { currency, path: 'data.payment_offers' }).amountMinor;
  }, 0n);
  return { ...due, amountMinor: due.amountMinor > discount ? due.amountMinor - discount : 0n };
}
