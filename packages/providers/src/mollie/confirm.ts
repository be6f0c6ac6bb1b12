import { compiled, isRecord } from '@payspool/events';
import {
  askApi,
  type AuthenticDelivery,
  type Confirmation,
  peekJson,
  type ProviderApi,
  type Mode,
  type ProviderIo,
  UnusableEventError,
} from '../contract/index.ts';
import { answerKey } from './answer-key.ts';
import { statusTimeOf } from './events/payment.ts';
import { subscriptionTarget, type Target, targetOf } from './hint.ts';
import { type AfterPayment, Payment } from './schema.ts';
import type { MollieSettings } from './settings.ts';
import { DEFINITIVE } from './statuses.ts';

const API: ProviderApi<MollieSettings> = {
  title: 'Mollie',
  base: ({ apiUrl }) => apiUrl,
  credentials: ({ apiKey }) => (apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` }),
};

interface Account {
  readonly settings: MollieSettings;
  readonly mode: Mode;
  readonly io: Pick<ProviderIo, 'fetch' | 'now'>;
}

const NOTHING_YET: Confirmation = { deliveries: [], final: false };

/** The statuses of a payment after which its link needs no further question. */
const PAID_LINK = new Set(['paid', 'authorized']);

/** The statuses of an order after which its payments do not change without a webhook. */
const DEFINITIVE_ORDER = new Set(['paid', 'authorized', 'shipping', 'completed', 'canceled', 'expired']);

/**
 * Asks Mollie's API for the state of what a hint names. The answers are recorded byte for byte. The key of an answer contains a
 * hash of it, so that every state of a payment is an event of its own, and the same state again is the same event.
 *
 * @throws {UnavailableError} as `askApi`
 * @throws {UnusableEventError} `schema_violation` if the hint names nothing; `refused_by_provider` as `askApi`
 */
export async function confirm(
  hint: Pick<AuthenticDelivery, 'body'>,
  account: Account,
): Promise<Confirmation> {
  const target = targetOf(hint.body);
  if (!target)
    throw new UnusableEventError('schema_violation', {
      path: 'id',
      message: 'the hint names nothing to ask for',
    });
  const answer = await ask(pathOf(target), account);
  if (!answer) return NOTHING_YET;
  const json = peekJson(answer);
  if (target.kind !== 'payment-link' && typeof json?.['id'] === 'string' && json['id'] !== target.id)
    throw new UnusableEventError('schema_violation', {
      path: 'id',
      message: `the answer is about another ${target.kind}`,
    });
  if (target.kind === 'payment') return confirmedPayment(answer, { json, id: target.id, account });
  // A webhook that was asked for is the same event as one with its full payload.
  const eventKey = target.kind === 'event' ? target.id : answerKey(target.id, answer);
  const payments = paymentsIn(json);
  if (target.kind === 'payment-link' && payments.length === 0) return NOTHING_YET;
  return { deliveries: [{ eventKey, body: answer }], final: isFinal(target, { json, payments }) };
}

/** docs.mollie.com/reference: get-payment, get-order, get-payment-link-payments, get-subscription, get-webhook-event. */
function pathOf(target: Target): string {
  switch (target.kind) {
    case 'payment':
      return `/v2/payments/${target.id}?embed=refunds,chargebacks,captures`;
    case 'order':
      return `/v2/orders/${target.id}?embed=payments,refunds`;
    case 'payment-link':
      return `/v2/payment-links/${target.id}/payments`;
    case 'event':
      return `/v2/webhook-events/${target.id}`;
    case 'subscription':
      return `/v2/customers/${target.customerId}/subscriptions/${target.id}`;
  }
}

/** An access token needs the parameter `testmode` in test mode; an API key has its mode. */
const ask = (path: string, account: Account): Promise<Buffer | undefined> =>
  askApi(
    API,
    account.settings.testmode ? `${path}${path.includes('?') ? '&' : '?'}testmode=true` : path,
    account,
  );

/** A payment, and its subscription, if it has one: Mollie announces a subscription only by its payments. */
async function confirmedPayment(
  answer: Buffer,
  { json, id, account }: { readonly json: unknown; readonly id: string; readonly account: Account },
): Promise<Confirmation> {
  const delivery = { eventKey: answerKey(id, answer), body: answer };
  const { data: payment } = compiled(Payment).safeParse(json);
  // An answer of another form is recorded as evidence, and reading it names the field.
  if (!payment) return { deliveries: [delivery], final: false };
  const final = DEFINITIVE.has(payment.status);
  const target = subscriptionTarget(payment.subscriptionId, payment.customerId);
  const subscription = target && (await askOrNone(pathOf(target), account));
  if (!target || !subscription) return { deliveries: [delivery], final };
  const after: AfterPayment = {
    payment: id,
    status: payment.status,
    createdAt: payment.createdAt,
    at: statusTimeOf(payment) ?? payment.createdAt,
  };
  const body = subscriptionAfter(after, subscription);
  return { deliveries: [delivery, { eventKey: answerKey(target.id, body), body }], final };
}

/** The record of a subscription: the API's bytes, unchanged, and the payment after which it was asked for. */
export const subscriptionAfter = (after: AfterPayment, answer: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"after":${JSON.stringify(after)},"subscription":`), answer, Buffer.from('}')]);

/** A subscription that the API does not give (410 for a deleted customer) must not keep its payment from being recorded. */
async function askOrNone(path: string, account: Account): Promise<Buffer | undefined> {
  try {
    return await ask(path, account);
  } catch (error) {
    if (error instanceof UnusableEventError) return undefined;
    throw error;
  }
}

const paymentsIn = (json: unknown): readonly unknown[] =>
  isRecord(json) && isRecord(json['_embedded']) && Array.isArray(json['_embedded']['payments'])
    ? (json['_embedded']['payments'] as readonly unknown[])
    : [];

function isFinal(
  { kind }: Target,
  {
    json,
    payments,
  }: { readonly json: Record<string, unknown> | undefined; readonly payments: readonly unknown[] },
): boolean {
  // After a failed payment the buyer may use the link again.
  if (kind === 'payment-link')
    return payments.some((payment) => isRecord(payment) && PAID_LINK.has(String(payment['status'])));
  return kind === 'order' ? DEFINITIVE_ORDER.has(String(json?.['status'])) : true;
}
