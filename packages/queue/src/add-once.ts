import type { JobQueue, NewJob } from './store/store.ts';

export type EnqueueOutcome = 'accepted' | 'duplicate';

/** A round is lost when another producer's job took the key and failed at once. */
const ROUNDS = 3;

/**
 * Adds a job unless a job with the same deduplication id is in flight, or completed and remembered. A job that failed or no longer exists
 * does not block: its key is released, but only while the key still belongs to it. Two repeats at the same time therefore make one job.
 *
 * @param newJob the job, under a new id each time
 * @param add resolves with the id of the job that holds the key; the first job holds it itself
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

/** BullMQ returns `unknown` for a job that no longer exists. */
const BLOCKS_NOTHING: ReadonlySet<string> = new Set(['failed', 'unknown']);
