import type { EventDetails } from '@payspool/inspect';
import type { JobFacts } from '@payspool/queue';
import { problemOf } from '../overview/read-queue.ts';
import type { ScreenRequest } from '../screen.ts';

/** The job of an event, or why the queue does not show it. */
export type JobOfEvent = JobFacts | { readonly problem: string };

/** Asks the queue for the job of an event. The page is shown without it while the store is down. */
export async function readJob(
  queueView: Pick<ScreenRequest['queueView'], 'jobOf'>,
  { provider, account, eventKey, source }: EventDetails,
): Promise<JobOfEvent> {
  // Ingest does not know the connected account that a worker finds in the body: `default/acct_1`.
  const [configured = account] = account.split('/');
  const kind = eventKey.startsWith('hint:') ? 'hint' : 'event';
  const name = { provider, account: configured, eventKey, kind } as const;
  try {
    const job = await queueView.jobOf(
      source === 'refetched' || source === 'observed' ? { ...name, source } : name,
    );
    return (
      job ?? { problem: 'The queue does not remember its job: completed jobs are removed after an hour' }
    );
  } catch (error) {
    return { problem: problemOf(error) };
  }
}
