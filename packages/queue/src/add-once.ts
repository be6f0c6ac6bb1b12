import type { JobQueue, NewJob } from './store/store.ts';

export type EnqueueOutcome = 'accepted' | 'duplicate';

/** Each round lost means that somebody else's job took the key and failed at once. */
const ROUNDS = 3;

/**
 * Adds a job unless one of the same deduplication id is in flight, or done and remembered. One that has failed, or is gone,
 * blocks nothing: its key is released, and only as long as it is still its own, so that two repeats at once make one job.
 *
 * @param newJob the job, under a new id each time
 * @param add resolves with the id of the job that holds the key: the new one's own when it is the first
 */
export async function addOnce(
  queue: JobQueue,
  newJob: () => NewJob,
  add: (queue: JobQueue, job: NewJob) => Promise<string>,
): Promise<EnqueueOutcome> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const job = newJob();
    const holder = await add(queue, job);
    if (holder === job.id) return 'accepted';
    if (!BLOCKS_NOTHING.has(await queue.getJobState(holder))) return 'duplicate';
    await queue.getBackend().removeDeduplicationKey(job.options.deduplication.id, holder);
  }
  throw new Error(`the deduplication key was contended ${ROUNDS} times`);
}

/** `unknown` is BullMQ's word for a job that is no longer there. */
const BLOCKS_NOTHING: ReadonlySet<string> = new Set(['failed', 'unknown']);
