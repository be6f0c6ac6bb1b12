import { isRecord } from '@payspool/events';

/** The types whose facts a next-gen webhook states completely. */
const READ = new Set([
  'payment.paid',
  'payment.authorized',
  'payment.failed',
  'payment.canceled',
  'payment.expired',
  'payment.pending',
  'refund.queued',
  'refund.pending',
  'refund.processing',
  'refund.refunded',
  'refund.failed',
  'refund.canceled',
  'chargeback.received',
  'chargeback.reversed',
  'capture.succeeded',
]);

/** Types that the API must be asked about, whatever their payload: the snapshot of a payment link does not name the payment. */
const ASKED = new Set(['payment-link.paid']);

/** Whether a webhook is read as it is: it has its entity, or its type changes nothing. */
export function isReadFromWebhook(event: Readonly<Record<string, unknown>>): boolean {
  const { type, _embedded: embedded } = event;
  if (typeof type !== 'string') return true;
  if (ASKED.has(type)) return false;
  return !READ.has(type) || (isRecord(embedded) && isRecord(embedded['entity']));
}

/**
 * The type of an answer of the API, by the name of the webhook that announces the same state. The API's `open` has no webhook. An
 * order and a subscription have no webhook at all.
 */
export function typeOfResource(body: Readonly<Record<string, unknown>>): string | undefined {
  const { resource, status } = body;
  if (isRecord(body['subscription']) || resource === 'subscription') return 'subscription';
  if (isRecord(body['_embedded']) && Array.isArray(body['_embedded']['payments']) && resource === undefined)
    return 'payment-link.paid';
  if (resource === 'order') return 'order';
  if (resource === 'chargeback')
    return body['reversedAt'] == null ? 'chargeback.received' : 'chargeback.reversed';
  if (resource !== 'payment' && resource !== 'refund' && resource !== 'capture') return undefined;
  const type = `${resource}.${typeof status === 'string' ? status : ''}`;
  if (resource === 'capture') return type === 'capture.succeeded' ? type : 'capture.failed';
  // A status without a webhook, or an unknown one, is read like every other.
  return READ.has(type) ? type : `${resource}.pending`;
}
