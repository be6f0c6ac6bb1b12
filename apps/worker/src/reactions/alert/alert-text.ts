import { decimalFromMoney, type Payload } from '@payspool/events';

export type AlertTopic =
  | 'payment.failed'
  | 'payment.disputed'
  | 'payment.charged_back'
  | 'subscription.past_due'
  | 'order.disputed'
  | 'order.charged_back'
  | 'refund.unmatched';

/** The content of a log line: ids and statuses of the provider, no personal data. */
export function alertFacts(payload: Payload<AlertTopic>) {
  const { provider, account, eventKey } = payload;
  return { provider, account, eventKey, ...factsOf(payload) };
}

function factsOf(payload: Payload<AlertTopic>) {
  if ('payment' in payload) {
    const { paymentRef, orderRef, subscriptionRef, merchantRef, failureCode } = payload.payment;
    return { paymentRef, orderRef, subscriptionRef, merchantRef, failureCode };
  }
  if ('order' in payload) {
    const { orderRef, merchantRef, status } = payload.order;
    return { orderRef, merchantRef, status };
  }
  if ('refund' in payload) {
    const { refundRef, reason, status } = payload.refund;
    return { refundRef, reason, status };
  }
  const { subscriptionRef, merchantRef, planRef, status } = payload.subscription;
  return { subscriptionRef, merchantRef, planRef, status };
}

/** One line for a chat: `payment.failed: payment pay_1 of 12.50 EUR (stripe/default, merchant ref A-17, card_declined)`. */
export function alertText(topic: AlertTopic, payload: Payload<AlertTopic>): string {
  const { provider, account } = payload;
  const { subject, amount, merchantRef, failureCode } = partsOf(payload);
  const details = [
    `${plain(provider)}/${plain(account)}`,
    merchantRef && `merchant ref ${plain(merchantRef)}`,
    failureCode && plain(failureCode),
  ];
  return `${topic}: ${subject}${amount && ` of ${amount}`} (${details.filter(Boolean).join(', ')})`;
}

function partsOf(payload: Payload<AlertTopic>) {
  if ('payment' in payload) {
    const { payment } = payload;
    return { ...payment, subject: `payment ${plain(payment.paymentRef)}`, amount: amountOf(payment) };
  }
  if ('order' in payload) {
    const { order } = payload;
    return {
      ...order,
      subject: `order ${plain(order.orderRef)}`,
      amount: amountOf(order),
      failureCode: null,
    };
  }
  if ('refund' in payload) {
    const { refund } = payload;
    return {
      subject: `refund ${plain(refund.refundRef)}`,
      amount: amountOf(refund),
      merchantRef: null,
      failureCode: null,
    };
  }
  const { subscription } = payload;
  const subject = `subscription ${plain(subscription.subscriptionRef)}`;
  return { ...subscription, subject, amount: '', failureCode: null };
}

interface Amount {
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly exponent: number | null;
}

const amountOf = ({ amountMinor, currency, exponent }: Amount): string =>
  amountMinor === null || currency === null || exponent === null
    ? ''
    : `${decimalFromMoney({ amountMinor, exponent })} ${plain(currency)}`;

/** A buyer may be able to write a reference, so `<!channel>`, `@all`, links and the like are removed for a chat. */
const plain = (text: string): string => text.replace(/[^\w.:#-]/g, '·');
