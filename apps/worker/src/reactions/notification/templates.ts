import { decimalFromMoney, type Payload, type Topic } from '@payspool/events';
import type { Recipient } from './resolve-customer.ts';

/** The mail that a customer reads. */
interface MailText {
  readonly subject: string;
  readonly text: string;
}

export type Template<T extends Topic> = (payload: Payload<T>, recipient: Recipient) => MailText;

/** One mail for each topic that customers are notified of. Add, remove and change them as you like. */
export const templates: { readonly [T in Topic]?: Template<T> } = {
  'order.paid': ({ order }, recipient) => ({
    subject: `Receipt for ${nameOf(order)}`,
    text: letter(recipient, [
      `Thank you. Your payment for ${nameOf(order)} has been received.`,
      line('Amount paid', figure(order, order.paidMinor)),
    ]),
  }),
  'order.refunded': ({ order }, recipient) => ({
    subject: `Refund for ${nameOf(order)}`,
    text: letter(recipient, [
      `Your payment for ${nameOf(order)} has been refunded in full.`,
      line('Amount refunded', figure(order, order.refundedMinor + order.chargedBackMinor)),
      IN_SOME_DAYS,
    ]),
  }),
  'order.partially_refunded': ({ order }, recipient) => ({
    subject: `Partial refund for ${nameOf(order)}`,
    text: letter(recipient, [
      `A part of your payment for ${nameOf(order)} has been refunded.`,
      line('Amount paid', figure(order, order.paidMinor)),
      line('Refunded so far', figure(order, order.refundedMinor)),
      IN_SOME_DAYS,
    ]),
  }),
  'payment.failed': ({ payment }, recipient) => ({
    subject: `Your payment for ${nameOf(payment)} did not go through`,
    text: letter(recipient, [
      `Your payment for ${nameOf(payment)} did not go through.`,
      line('Amount', figure(payment, payment.amountMinor)),
      'Please check your means of payment.',
    ]),
  }),
  'payment.refunded': ({ payment }, recipient) => ({
    subject: `Refund for ${nameOf(payment)}`,
    text: letter(recipient, [
      `Your payment for ${nameOf(payment)} has been refunded in full.`,
      line('Amount refunded', figure(payment, payment.refundedMinor + payment.chargedBackMinor)),
      IN_SOME_DAYS,
    ]),
  }),
  'subscription.past_due': ({ subscription }, recipient) => ({
    subject: `A payment for subscription ${nameOf(subscription)} is overdue`,
    text: letter(recipient, [
      `The payment for your subscription ${nameOf(subscription)} could not be collected.`,
      'It continues for now, and the payment will be tried again. Please check your means of payment.',
    ]),
  }),
  'subscription.canceled': ({ subscription, occurredAt }, recipient) => {
    const { validUntil } = subscription;
    const goesOn = validUntil !== null && validUntil > occurredAt;
    return {
      subject: `Subscription ${nameOf(subscription)} ${goesOn ? 'was canceled' : 'has ended'}`,
      text: letter(recipient, [
        `Your subscription ${nameOf(subscription)} was canceled${goesOn ? '' : ' and has ended'}. There will be no further payments for it.`,
        goesOn ? `You can use it until ${minuteOf(validUntil)}.` : undefined,
      ]),
    };
  },
};

const IN_SOME_DAYS = 'It can take some days until the money is on your account.';

/** `2026-02-28 00:00 UTC`: the customer's time zone is not known. */
const minuteOf = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;

const letter = ({ name }: Recipient, lines: readonly (string | undefined)[]): string =>
  [name ? `Hello ${name},` : 'Hello,', '', ...lines.filter((text) => text !== undefined), ''].join('\n');

const line = (label: string, text: string | undefined): string | undefined => text && `${label}: ${text}`;

/** The merchant's own id, which the customer has seen, or else the provider's id. */
const nameOf = (subject: {
  readonly merchantRef: string | null;
  readonly orderRef?: string | null;
  readonly subscriptionRef?: string | null;
  readonly paymentRef?: string;
}): string =>
  subject.merchantRef ?? subject.orderRef ?? subject.subscriptionRef ?? subject.paymentRef ?? 'your purchase';

/** `12.50 EUR`, exactly; `undefined` if the amount is not known. */
function figure(
  { currency, exponent }: { readonly currency: string | null; readonly exponent: number | null },
  amountMinor: bigint | null,
): string | undefined {
  if (amountMinor === null || currency === null || exponent === null) return undefined;
  return `${decimalFromMoney({ amountMinor, exponent })} ${currency}`;
}
