import { hash } from 'node:crypto';
import type { DeliveryJob, StoredDeliveryJob } from './delivery-job.ts';
import { MAX_ATTEMPTS } from './retry-table.ts';
import type { NewJob } from './store/store.ts';

/** Seconds and count for which finished jobs stay visible: a repeat inside them is answered `duplicate`, after them `accepted`. */
const KEEP_COMPLETED = { age: 3600, count: 10_000 };

/** What is the same of all deliveries. */
const COMMON = {
  attempts: MAX_ATTEMPTS,
  backoff: { type: 'retry-table' },
  removeOnComplete: KEEP_COMPLETED,
  // The worker's retention removes those whose event is recorded; one that is not has its only trace here.
  removeOnFail: false,
  stackTraceLimit: 3,
};
const COMMON_TEXT = JSON.stringify(COMMON).slice(1, -1);

/** How a delivery is queued: under which id, remembered how long, retried how often, kept how long. */
export function jobOptions(
  job: DeliveryJob,
  { jobId, dedupeTtlMs, delayMs = 0 }: { jobId: string; dedupeTtlMs: number; delayMs?: number },
): NewJob['options'] {
  const id = deduplicationId(job);
  return {
    jobId,
    // Without a ttl BullMQ holds the key only while the job is in flight: the same hint later has to be asked about again.
    deduplication: job.kind === 'hint' ? { id } : { id, ttl: dedupeTtlMs },
    ...(delayMs > 0 && { delay: delayMs }),
    ...COMMON,
  };
}

/** Options of `jobOptions` as BullMQ stores them in Redis: JSON, with `deduplication` as `de`. */
export function optionsText({ jobId, deduplication, delay }: NewJob['options']): string {
  const own = JSON.stringify({ jobId, de: deduplication, delay });
  return `${own.slice(0, -1)},${COMMON_TEXT}}`;
}

/** What the board shows beside the id: `stripe checkout.session.completed`. */
export const jobName = ({
  provider,
  type,
  kind,
}: Pick<StoredDeliveryJob, 'provider' | 'type' | 'kind'>): string => `${provider} ${type ?? kind}`;

/**
 * One id per event; per asking for a hint, so that a worker can ask for the next attempt while its own job is in flight.
 */
export function deduplicationId({
  provider,
  account,
  eventKey,
  kind,
  attempt,
}: Pick<DeliveryJob, 'provider' | 'account' | 'eventKey' | 'kind' | 'attempt'>): string {
  const identity = [provider, account, kind, eventKey, ...(kind === 'hint' ? [attempt ?? 0] : [])];
  return hash('sha256', JSON.stringify(identity), 'hex');
}
