import { hash } from 'node:crypto';
import type { DeliveryJob, StoredDeliveryJob } from './delivery-job.ts';
import { MAX_ATTEMPTS } from './retry-table.ts';
import type { NewJob } from './store/store.ts';

/** Time in seconds and number for which finished jobs remain visible. A repeat within them gets `duplicate`, later `accepted`. */
const KEEP_COMPLETED = { age: 3600, count: 10_000 };

/** Options that are the same for all deliveries. */
const COMMON = {
  attempts: MAX_ATTEMPTS,
  backoff: { type: 'retry-table' },
  removeOnComplete: KEEP_COMPLETED,
  // The worker's retention removes failed jobs whose event is recorded. Without such a record the job is the only trace of its delivery.
  removeOnFail: false,
  stackTraceLimit: 3,
};
const COMMON_TEXT = JSON.stringify(COMMON).slice(1, -1);

/** Returns the BullMQ options of a delivery: its id, how long it is remembered, its retries, and how long it is kept. */
export function jobOptions(
  job: DeliveryJob,
  { jobId, dedupeTtlMs, delayMs = 0 }: { jobId: string; dedupeTtlMs: number; delayMs?: number },
): NewJob['options'] {
  const id = deduplicationId(job);
  return {
    jobId,
    // Without a ttl BullMQ holds the key only while the job is in flight. If the same hint comes later, the provider must be asked again.
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

/** The name that the dashboard shows beside the id: `stripe checkout.session.completed`. */
export const jobName = ({
  provider,
  type,
  kind,
}: Pick<StoredDeliveryJob, 'provider' | 'type' | 'kind'>): string => `${provider} ${type ?? kind}`;

/** An event has one id. A hint has one id per attempt, so that a worker can queue the next attempt while its own job is in flight. */
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
