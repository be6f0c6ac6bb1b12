import { isRecord } from '@payspool/events';
import {
  checkShape,
  fromIsoText,
  ignoredTypes,
  type ReadFacts,
  UnusableEventError,
} from '../../contract/index.ts';
import { Capture, Chargeback, Order, Payment, Refund, Subscription, SubscriptionAfter } from '../schema.ts';
import { requiredTime } from '../times.ts';
import { readChargeback } from './chargeback.ts';
import { readOrder } from './order.ts';
import { readPayment } from './payment.ts';
import { readRefund } from './refund.ts';
import { readSubscription } from './subscription.ts';

/** A resource with its place in the body. */
export interface Located {
  readonly value: unknown;
  readonly at: readonly string[];
  /** The time of the webhook that contains it. */
  readonly announcedAt?: string | undefined;
}
/** @throws {UnusableEventError} with the path of the field */
export type Handler = (resource: Located) => ReadFacts;

const pathOf = (at: readonly string[]): string => at.map((key) => `${key}.`).join('');

/** A payment, in a webhook or an answer of the API. */
export const payment: Handler = ({ value, at, announcedAt }) =>
  readPayment(checkShape(Payment, value, at), { path: pathOf(at), announcedAt });
const refund: Handler = ({ value, at }) => readRefund(checkShape(Refund, value, at), { path: pathOf(at) });
const chargeback: Handler = ({ value, at }) =>
  readChargeback(checkShape(Chargeback, value, at), { path: pathOf(at) });
/** A reversal whose time the chargeback does not state happened when it was announced. */
const reversed: Handler = ({ value, at, announcedAt }) => {
  const found = checkShape(Chargeback, value, at);
  return readChargeback(found, {
    path: pathOf(at),
    reversedAt: fromIsoText(found.reversedAt) ?? announcedAt ?? fromIsoText(found.createdAt),
  });
};
/** A capture states its own amount and not that of the payment: the API is asked for the payment. */
const capture: Handler = ({ value, at }) => {
  const { paymentId, createdAt } = checkShape(Capture, value, at);
  const path = pathOf(at);
  if (paymentId === undefined)
    throw new UnusableEventError('schema_violation', { path: `${path}paymentId`, message: 'is missing' });
  const occurredAt = requiredTime(createdAt, `${path}createdAt`);
  return { facts: [{ type: 'payment.linked', occurredAt, paymentRef: paymentId, tentative: true }] };
};
const order: Handler = ({ value, at }) => readOrder(checkShape(Order, value, at));
const subscription: Handler = ({ value }) => {
  if (!isRecord(value) || value['after'] === undefined)
    return readSubscription(checkShape(Subscription, value), { path: '' });
  const found = checkShape(SubscriptionAfter, value);
  return readSubscription(found.subscription, { path: 'subscription.', after: found.after });
};

/** The type of a payment link. Its payments are read one by one. */
export const PAYMENT_LINK_PAID = 'payment-link.paid';

/** The types of webhooks, and of answers of the API, which have the type of the webhook that announces the same state. */
export const handlers: Readonly<Record<string, Handler>> = {
  'payment.paid': payment,
  'payment.authorized': payment,
  'payment.failed': payment,
  'payment.canceled': payment,
  'payment.expired': payment,
  'payment.pending': payment,
  'refund.queued': refund,
  'refund.pending': refund,
  'refund.processing': refund,
  'refund.refunded': refund,
  'refund.failed': refund,
  'refund.canceled': refund,
  'chargeback.received': chargeback,
  'chargeback.reversed': reversed,
  'capture.succeeded': capture,
  order,
  subscription,
};

/** All types that change a row. */
export const handled: readonly string[] = [...Object.keys(handlers), PAYMENT_LINK_PAID];

/** docs.mollie.com/reference, the pages "Webhooks for the … API"; mollie-api-php, src/Webhooks/Events; mollie-api-typescript, WebhookEventTypes. */
export const ignored = ignoredTypes({
  'no money has moved; the payment keeps its status': 'capture.failed',
  'an invoice; the payment of it has events of its own':
    'sales-invoice.created sales-invoice.issued sales-invoice.paid sales-invoice.canceled',
  'the state of a dispute is not documented; the money has moved with chargeback.received and chargeback.reversed':
    'dispute.created dispute.updated dispute.resolved',
  "a payout to the merchant's bank account, which belongs to no purchase":
    'payout.initiated payout.processing-at-bank payout.completed payout.failed payout.canceled',
  "a movement of the merchant's own balance": 'balance-transaction.created',
  'a transfer between balances of merchants':
    'connect-balance-transfer.succeeded connect-balance-transfer.failed',
  "a transfer from the merchant's business account":
    'business-account-transfer.requested business-account-transfer.initiated business-account-transfer.pending-review business-account-transfer.processed business-account-transfer.failed business-account-transfer.blocked business-account-transfer.returned',
  'a bank transfer that matches no payment yet':
    'unmatched-credit-transfer.received unmatched-credit-transfer.matched unmatched-credit-transfer.returned unmatched-credit-transfer.expired',
  "the merchant's own profile": 'profile.created profile.verified profile.blocked profile.deleted',
  'a file of the merchant': 'file.accepted file.rejected file.failed',
  'a test of the webhook': 'hook.ping',
});
