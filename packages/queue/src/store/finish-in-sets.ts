import {
  type BackendFactory,
  createRedisBackend,
  raw2NextJobData,
  type RedisQueueBackend,
  type WorkerOptions,
} from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { byTurn } from './in-sets.ts';
import { type CompletedJob, type Finished, finishSetInRedis, type Kept } from './finish-set-script.ts';

/** Maximum number of jobs that are completed in one call. */
const MOST_JOBS = 50;

type KeepOption = Parameters<RedisQueueBackend['moveToCompleted']>[2];

interface Completion extends CompletedJob {
  readonly keep: Kept;
}

interface Completed {
  readonly finished: Finished;
  /** Milliseconds since 1970. */
  readonly finishedOn: number;
}

/**
 * Makes the backend of a worker: jobs that end successfully in one turn of the event loop are completed in one call. BullMQ handles failed
 * jobs, and the jobs that `finish-set-script.ts` leaves to it.
 */
export const finishingInSets =
  (client: Redis | Cluster): BackendFactory<RedisQueueBackend> =>
  (name, options, connections) => {
    const backend = createRedisBackend(name, options, connections);
    const { lockDuration = 30_000, name: workerName, limiter, metrics } = options as Partial<WorkerOptions>;
    if (limiter || metrics) return backend;
    const complete = byTurn<Completion, Completed>({
      most: MOST_JOBS,
      isOfOne: () => false,
      send: async (jobs) => {
        const finishedOn = Date.now();
        const { keep = NOTHING } = jobs[0] ?? {};
        const lasting = { queueKey: backend.toKey(''), lockMs: lockDuration, workerName, keep };
        const answers = await finishSetInRedis(client, jobs, { now: finishedOn, ...lasting });
        return answers.map((finished) => ({ finished, finishedOn }));
      },
    });
    const completeOne = backend.moveToCompleted.bind(backend);
    backend.moveToCompleted = async (job, returnValue, removeOnComplete, token, fetchNext) => {
      const keep = keptOf(removeOnComplete);
      if (!keep || job.id === undefined)
        return completeOne(job, returnValue, removeOnComplete, token, fetchNext);
      const value = JSON.stringify(returnValue ?? null);
      const takesNext = (fetchNext ?? false) && !backend.closing;
      const { finished, finishedOn } = await complete({ id: job.id, token, value, takesNext, keep });
      return finished === 'other'
        ? completeOne(job, returnValue, removeOnComplete, token, fetchNext)
        : { result: nextJobOf(finished), finishedOn };
    };
    return backend;
  };

const NOTHING: Kept = { age: undefined, count: -1 };

/** All jobs of one queue are kept by the same rule. `undefined` if the script does not support the rule. */
function keptOf(option: KeepOption): Kept | undefined {
  if (typeof option !== 'object' || 'limit' in option || option.count === 0) return undefined;
  return { age: 'age' in option ? option.age : undefined, count: option.count ?? -1 };
}

/** Returns BullMQ's form: the job, its id, how long no job may be taken, and when the next one is due. */
function nextJobOf(finished: Finished): ReturnType<typeof raw2NextJobData> {
  if (finished === 'none') return [];
  return typeof finished === 'string' ? [null, 0, 0, Number(finished)] : raw2NextJobData([...finished, 0, 0]);
}
