import { type DeliveryJob, type JobMeta, JobPostponedError } from '@payspool/queue';
import { troubleOf } from './outcome.ts';
import { type ProcessContext, processDelivery, recordFailure } from './process-delivery.ts';
import { InterruptedError } from './record-parts.ts';
import { type EndedAttempt, reportEvent } from './report-event.ts';

/** The event is recorded as `failed`: a retry cannot succeed. */
export class PermanentFailure extends Error {
  readonly code = 'permanent_failure';
  override readonly name = 'PermanentFailure';
}

/** The delivery goes back to the queue. The queue stores the message and the dashboard shows it, so it must not contain a payload. */
export class TemporaryFailure extends Error {
  readonly code = 'temporary_failure';
  override readonly name = 'TemporaryFailure';
}

/**
 * Runs one job to its outcome, with one log line. A permanent failure is recorded in `events` first and then in the queue's
 * failed set, so that the queue may delete it. A job that may still succeed goes back to the queue.
 *
 * @throws {PermanentFailure} for `failed`
 * @throws {TemporaryFailure} for `retry`
 * @throws {JobPostponedError} for a hint before its turn: nothing was attempted, and nothing is logged
 */
export async function runJob(job: DeliveryJob, meta: JobMeta, context: ProcessContext): Promise<void> {
  const startedAt = performance.now();
  const report = (ended: Omit<EndedAttempt, 'attempt' | 'ms'>) =>
    reportEvent(job, { attempt: meta.attempt, ms: performance.now() - startedAt, ...ended }, context);
  try {
    report(await processDelivery(job, { signal: meta.signal, ...context }));
  } catch (error) {
    if (error instanceof JobPostponedError) throw error;
    const { maxAttempts = Infinity, ...trouble } = troubleOf(error);
    const isLast = meta.isLastAttempt || meta.attempt >= maxAttempts;
    const final = trouble.outcome === 'failed' || (isLast && !(error instanceof InterruptedError));
    report({ ...trouble, outcome: final ? 'failed' : 'retry' });
    if (!final) throw temporary(error);
    await recordFailure(job, { reason: trouble.reason, ...context }).catch((unrecorded: unknown) => {
      throw temporary(unrecorded);
    });
    throw new PermanentFailure(trouble.reason, { cause: error });
  }
}

const temporary = (cause: unknown) => new TemporaryFailure(troubleOf(cause).reason, { cause });
