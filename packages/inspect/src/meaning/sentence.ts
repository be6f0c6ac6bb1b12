import type {
  CanonicalEvent,
  DisputeEvent,
  Money,
  OrderEvent,
  PaymentEvent,
  RefundEvent,
  SubscriptionEvent,
} from '@payspool/events';
import { amountText } from './amount.ts';

/** What one canonical event means, in one sentence: `Payment pi_1 of 100.00 EUR for order cs_1 succeeded.` */
export function sentenceOf(event: CanonicalEvent): string {
  const sentence = `${statement(event)}${tentative(event)}.`;
  return event.isObserved ? `The provider's API showed: ${sentence}` : sentence;
}

function statement(event: CanonicalEvent): string {
  if (isOf('order', event)) return orderStatement(event);
  if (isOf('payment', event)) return paymentStatement(event);
  if (isOf('refund', event)) return refundStatement(event);
  if (isOf('dispute', event)) return disputeStatement(event);
  return subscriptionStatement(event);
}

interface EventsOf {
  readonly order: OrderEvent;
  readonly payment: PaymentEvent;
  readonly refund: RefundEvent;
  readonly dispute: DisputeEvent;
}

const isOf = <Subject extends keyof EventsOf>(
  subject: Subject,
  event: CanonicalEvent,
): event is EventsOf[Subject] => event.type.startsWith(`${subject}.`);

const tentative = (event: CanonicalEvent): string =>
  'tentative' in event && event.tentative ? ', and may belong to a subscription' : '';

const ORDER: Readonly<Record<OrderEvent['type'], string>> = {
  'order.created': 'was created',
  'order.approved': 'was approved by the buyer',
  'order.expired': 'expired',
  'order.canceled': 'was canceled',
  'order.completed': 'was completed',
};

const orderStatement = ({ type, orderRef, amount, subscriptionRef }: OrderEvent): string =>
  `Order ${orderRef}${of(amount)}${subscriptionRef ? ` for subscription ${subscriptionRef}` : ''} ${ORDER[type]}`;

const PAYMENT: Readonly<Record<Exclude<PaymentEvent['type'], 'payment.linked'>, string>> = {
  'payment.pending': 'is pending',
  'payment.authorized': 'was authorized: the money is reserved, not captured',
  'payment.failed': 'failed',
  'payment.canceled': 'was canceled',
  'payment.succeeded': 'succeeded',
};

function paymentStatement(event: PaymentEvent): string {
  const { type, paymentRef, amount, failureCode, amountRefundedMinor } = event;
  const whom = purchaseOf(event);
  if (type === 'payment.linked')
    return `Payment ${paymentRef}${of(amount)} ${whom ? `belongs to ${whom}` : 'is known'}`;
  const refunded =
    amountRefundedMinor && amount
      ? `; ${amountText({ ...amount, amountMinor: amountRefundedMinor })} of it has been refunded`
      : '';
  const code = failureCode ? ` (${failureCode})` : '';
  return `Payment ${paymentRef}${of(amount)}${whom && ` for ${whom}`} ${PAYMENT[type]}${code}${refunded}`;
}

const purchaseOf = ({ orderRef, subscriptionRef, invoiceRef }: PaymentEvent): string =>
  [
    orderRef && `order ${orderRef}`,
    subscriptionRef && `subscription ${subscriptionRef}`,
    invoiceRef && `invoice ${invoiceRef}`,
  ]
    .filter(Boolean)
    .join(', ');

const REFUND: Readonly<Record<RefundEvent['type'], string>> = {
  'refund.pending': 'is pending',
  'refund.succeeded': 'was paid out',
  'refund.failed': 'failed: the money stays',
};

const refundStatement = ({ type, refundRef, paymentRef, amount, reason }: RefundEvent): string =>
  `Refund ${refundRef}${of(amount)}${paymentRef ? ` for payment ${paymentRef}` : ''} ${REFUND[type]}${because(reason)}`;

const DISPUTE: Readonly<Record<DisputeEvent['type'], string>> = {
  'dispute.opened': 'was opened: the money is demanded back',
  'dispute.closed': 'ended without a decision',
  'dispute.won': 'was won: the money stays',
  'dispute.lost': 'was lost: the money goes back',
};

function disputeStatement({
  type,
  disputeRef,
  paymentRef,
  transactionRef,
  amount,
  sharedAmount,
  reason,
}: DisputeEvent): string {
  const disputed = paymentRef ?? transactionRef;
  const total = sharedAmount ? ` as a part of ${amountText(sharedAmount)}` : '';
  return `Dispute ${disputeRef}${of(amount)}${total}${disputed ? ` over payment ${disputed}` : ''} ${DISPUTE[type]}${because(reason)}`;
}

const SUBSCRIPTION: Readonly<Record<SubscriptionEvent['type'], string>> = {
  'subscription.created': 'was created',
  'subscription.activated': 'began',
  'subscription.updated': 'was updated',
  'subscription.renewed': 'was renewed',
  'subscription.resumed': 'was resumed',
  'subscription.past_due': 'is past due: a payment is missing',
  'subscription.paused': 'was paused',
  'subscription.canceled': 'was canceled',
  'subscription.expired': 'expired',
};

function subscriptionStatement(event: SubscriptionEvent): string {
  const { type, subscriptionRef, status, planRef, quantity, cancelAt, trialEnd, collectionPaused } = event;
  const facts = [
    status && `status ${status}`,
    planRef && `plan ${planRef}${quantity && quantity !== 1 ? ` × ${quantity}` : ''}`,
    paidPeriod(event),
    status === 'trialing' && trialEnd && `the trial ends ${timeText(trialEnd)}`,
    cancelAt && `it will be canceled ${timeText(cancelAt)}`,
    collectionPaused && 'its invoices are not collected for now',
  ].filter(Boolean);
  return `Subscription ${subscriptionRef} ${SUBSCRIPTION[type]}${facts.length > 0 ? `; ${facts.join(', ')}` : ''}`;
}

function paidPeriod({ paidPeriod: period }: SubscriptionEvent): string {
  if (!period) return '';
  const span = period.end
    ? `the period ${timeText(period.start)} to ${timeText(period.end)}`
    : `the period from ${timeText(period.start)}`;
  return period.nothingDue ? `for ${span} nothing was due` : `${span} is paid`;
}

const of = (amount: Money | undefined): string => (amount ? ` of ${amountText(amount)}` : '');
const because = (reason: string | undefined): string => (reason ? ` (${reason})` : '');

/** `2026-01-31T12:00:00Z`: without milliseconds if there are none. */
export const timeText = (iso: string): string => iso.replace('.000Z', 'Z');
