import { hash } from 'node:crypto';
import type { DeliveryJob } from './delivery-job.ts';

/** The fields that identify a delivery in the queue. */
export type JobName = Pick<DeliveryJob, 'provider' | 'account' | 'eventKey' | 'kind' | 'source'>;

/**
 * An event has one id. What was read from an API has another id than its delivery, because the signed body is preferred when it comes later.
 * A hint has one id per attempt, so that a worker can queue the next attempt while its own job is in flight.
 */
export function deduplicationId({
  provider,
  account,
  eventKey,
  kind,
  source,
  attempt,
}: Pick<DeliveryJob, 'provider' | 'account' | 'eventKey' | 'kind' | 'source' | 'attempt'>): string {
  const identity = [provider, account, source ?? kind, eventKey, ...(kind === 'hint' ? [attempt ?? 0] : [])];
  return hash('sha256', JSON.stringify(identity), 'hex');
}
