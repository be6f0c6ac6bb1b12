import { configuredAccountOf } from '@payspool/providers';
import { type JobFacts, openDeliveryQueue } from '@payspool/queue';
import { commandEnv } from '../environment.ts';

/** The event's job, or why it is not known. */
export type EventJob = JobFacts | { readonly unknown: string };

/** Asks the queue for the state of an event's job. The queue removes finished jobs. If the queue cannot be reached, the command does not fail. */
export async function eventJob(event: {
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
}): Promise<EventJob> {
  const url = commandEnv()['QUEUE_URL'];
  if (!url) return { unknown: 'QUEUE_URL is not set' };
  const queue = openDeliveryQueue({ url, dedupeTtlMs: 1000, onError: () => undefined });
  try {
    const kind = event.eventKey.startsWith('hint:') ? 'hint' : 'event';
    const account = configuredAccountOf(event.account);
    return (
      (await queue.find({ ...event, account, kind })) ?? {
        unknown: 'the queue no longer has it',
      }
    );
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) };
  } finally {
    await queue.close();
  }
}

/** `job_1 failed, 3 attempts: connection refused` */
export function describeJob(job: EventJob): string {
  if ('unknown' in job) return job.unknown;
  const { jobId, state, attemptsMade, nextAt, failedReason } = job;
  const next = nextAt ? `, the next about ${nextAt.toISOString()}` : '';
  return `${jobId} ${state}, ${attemptsMade} attempt${attemptsMade === 1 ? '' : 's'}${next}${failedReason ? `: ${failedReason}` : ''}`;
}
