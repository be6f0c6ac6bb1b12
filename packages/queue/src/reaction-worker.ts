import { type JobWorkerOptions, openJobWorker } from './job-worker.ts';
import { REACTIONS } from './names.ts';
import { decodeReactionJob, type ReactionJob } from './reaction-job.ts';
import type { RunningWorker } from './run-until-stopped.ts';

/**
 * Opens the consumer of the queue of reactions.
 *
 * @throws {InvalidQueueUrlError}
 */
export const openReactionWorker = (options: JobWorkerOptions<ReactionJob>): RunningWorker =>
  openJobWorker({ queueName: REACTIONS, decode: decodeReactionJob, ...options });
