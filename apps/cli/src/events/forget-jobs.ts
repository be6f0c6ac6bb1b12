import { type Database, Prisma } from '@payspool/db';
import { type FinishedJob, forgetFinishedJobs, QueueUnavailableError } from '@payspool/queue';
import { commandEnv } from '../local-stack.ts';

/** How many finished jobs went, or why the queue may still hold bodies. */
export type Forgotten = { readonly jobs: number } | { readonly unknown: string; readonly unreachable?: true };

/**
 * Removes the finished jobs of every recorded event whose body has gone from the log: the queue held it a second time. Safe to
 * repeat, for a queue that could not be reached the first time.
 */
export async function forgetJobs(db: Database): Promise<Forgotten> {
  const url = commandEnv()['QUEUE_URL'];
  if (!url) return { unknown: 'QUEUE_URL is not set' };
  try {
    return { jobs: await forgetFinishedJobs({ url, choose: (jobs) => withoutBody(db, jobs) }) };
  } catch (error) {
    if (!(error instanceof QueueUnavailableError)) throw error;
    return { unknown: error.message, unreachable: true };
  }
}

/** An event that is not recorded has its only copy in the queue. */
async function withoutBody(db: Database, jobs: readonly FinishedJob[]): Promise<FinishedJob[]> {
  if (jobs.length === 0) return [];
  const names = jobs.map(
    ({ provider, account, eventKey }) => Prisma.sql`(${provider}, ${account}, ${eventKey})`,
  );
  const gone = await db.$queryRaw<{ provider: string; account: string; event_key: string }[]>`
    SELECT provider, account, event_key FROM events
    WHERE raw_body IS NULL AND (provider, account, event_key) IN (${Prisma.join(names)})`;
  const keys = new Set(gone.map(({ provider, account, event_key }) => keyOf([provider, account, event_key])));
  return jobs.filter(({ provider, account, eventKey }) => keys.has(keyOf([provider, account, eventKey])));
}

const keyOf = (name: readonly string[]) => JSON.stringify(name);
