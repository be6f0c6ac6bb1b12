import { isRecord, Word } from '@payspool/events';
import { bodyKey, idKey, peekJson, type Delivery, type Identity } from '../contract/index.ts';
import { isReadFromWebhook, typeOfResource } from './resource-types.ts';

/** What the API is asked for. Every id becomes part of a path. */
export type Target =
  | { readonly kind: 'payment' | 'order' | 'payment-link' | 'event'; readonly id: string }
  | SubscriptionTarget;
interface SubscriptionTarget {
  readonly kind: 'subscription';
  readonly id: string;
  readonly customerId: string;
}

const PAYMENT = /^tr_[A-Za-z0-9_]{1,80}$/;
const ORDER = /^ord_[A-Za-z0-9_]{1,80}$/;
const PAYMENT_LINK = /^pl_[A-Za-z0-9_]{1,80}$/;
const SUBSCRIPTION = /^sub_[A-Za-z0-9_]{1,80}$/;
const CUSTOMER = /^cst_[A-Za-z0-9_]{1,80}$/;
/** Both `event_…` and `whe_…` occur in Mollie's examples. */
const EVENT = /^[a-z]{1,16}_[A-Za-z0-9_]{1,80}$/;

/** A form with an id has some thirty bytes. */
const MAX_FORM_BYTES = 16 * 1024;
const FORM = /^[\w.~%+&=*-]*$/;

/**
 * Whether a body is a form, as a classic webhook sends it. The characters of a form cannot make a JSON object, so a body that is read
 * as an event is never a form. Every other body must be signed.
 */
export const isForm = (body: Buffer): boolean =>
  body.length <= MAX_FORM_BYTES && FORM.test(body.toString('latin1'));

const TYPE = 'hint';

/**
 * Which of the two senders a body comes from, and its key. A classic webhook is a hint; so is a next-gen one with a simple payload,
 * and one whose snapshot does not name the payment (`payment-link.paid`). Hints about one object have one key, so that concurrent
 * ones lead to one question.
 */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  if (isForm(body)) {
    const target = targetOfForm(body);
    return { eventKey: target ? keyOf(target) : bodyKey(body), type: TYPE, isHint: true };
  }
  const json = peekJson(body);
  if (json?.['resource'] !== 'event')
    return { eventKey: bodyKey(body), type: json && typeOfResource(json), isHint: false };
  const type = Word.safeParse(json['type']).data;
  const target = isReadFromWebhook(json) ? undefined : targetOfEvent(json);
  return target
    ? { eventKey: keyOf(target), type, isHint: true }
    : { eventKey: idKey(json['id'], body), type, isHint: false };
}

const keyOf = ({ id }: Target): string => `hint:${id}`;

/** What a hint asks for; `undefined` if it names nothing that the API has. */
export function targetOf(body: Buffer): Target | undefined {
  if (isForm(body)) return targetOfForm(body);
  const json = peekJson(body);
  return json && targetOfEvent(json);
}

/** `id=tr_…`, also `ord_…` and `pl_…`. A merchant's own application may send `id=sub_…&customerId=cst_…` after it changed a subscription. */
function targetOfForm(body: Buffer): Target | undefined {
  const form = new URLSearchParams(body.toString('latin1'));
  const id = form.get('id') ?? '';
  return targetById(id) ?? subscriptionTarget(id, form.get('customerId'));
}

function targetById(id: string): Target | undefined {
  if (PAYMENT.test(id)) return { kind: 'payment', id };
  if (ORDER.test(id)) return { kind: 'order', id };
  return PAYMENT_LINK.test(id) ? { kind: 'payment-link', id } : undefined;
}

/** The subscription of a customer, if both have the form of ids. */
export const subscriptionTarget = (id: unknown, customerId: unknown): SubscriptionTarget | undefined =>
  typeof id === 'string' &&
  SUBSCRIPTION.test(id) &&
  typeof customerId === 'string' &&
  CUSTOMER.test(customerId)
    ? { kind: 'subscription', id, customerId }
    : undefined;

/** The payment in the path of a resource: `/v2/payments/tr_…/refunds/re_…`. Only the id is taken from the address. */
const IN_PATH = /\/payments\/(tr_[A-Za-z0-9_]{1,80})(?=\/|$)/;

/**
 * The payment of an event, if its entity or the address of its entity names one; otherwise the event itself. An API key may read
 * payments; `GET /v2/webhook-events/{id}` needs an access token.
 */
function targetOfEvent(event: Readonly<Record<string, unknown>>): Target | undefined {
  const { entityId, id, _links: links } = event;
  const entity = isRecord(event['_embedded']) ? event['_embedded']['entity'] : undefined;
  const paymentId = isRecord(entity) ? entity['paymentId'] : undefined;
  const link = isRecord(links) && isRecord(links['entity']) ? links['entity']['href'] : undefined;
  const inPath = typeof link === 'string' ? IN_PATH.exec(link.slice(0, 1000))?.[1] : undefined;
  const named = [entityId, paymentId, inPath].flatMap(
    (candidate) => (typeof candidate === 'string' && targetById(candidate)) || [],
  );
  if (named[0]) return named[0];
  return event['resource'] === 'event' && typeof id === 'string' && EVENT.test(id)
    ? { kind: 'event', id }
    : undefined;
}
