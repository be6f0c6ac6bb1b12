import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeliveryJob, openDeliveryQueue } from '@payspool/queue';
import { type ServerProcess, startRedisServer } from '@payspool/testkit';
import type { Stops } from '../bench-context.ts';

/** The data directory of a Redis with a filled queue. Every contender drains a copy of the same bytes. */
export interface QueueSnapshot {
  readonly dir: string;
  readonly jobs: number;
}

const IN_FLIGHT = 256;
const DEDUPE_TTL_MS = 24 * 3_600_000;

/** Fills a queue with these jobs, by the same call as ingest, and keeps the data of its Redis. */
export async function takeSnapshot(
  jobs: Iterable<DeliveryJob>,
  { dir, stops }: { readonly dir: string; readonly stops: Stops },
): Promise<QueueSnapshot> {
  await mkdir(dir, { recursive: true });
  // This part is not measured, so Redis need not sync its log before it accepts the next job.
  const redis = await stops.start(startRedisServer({ dir, flags: ['--appendfsync', 'no'] }));
  const queue = openDeliveryQueue({
    url: redis.url,
    dedupeTtlMs: DEDUPE_TTL_MS,
    timeoutMs: 60_000,
    onError: () => undefined,
  });
  let added = 0;
  const source = jobs[Symbol.iterator]();
  const add = async () => {
    for (let next = source.next(); !next.done; next = source.next()) {
      if ((await queue.enqueue(next.value)) !== 'accepted')
        throw new Error('a job of the bench was a duplicate');
      added += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, add));
  } finally {
    await queue.close();
    await redis.stop();
  }
  return { dir, jobs: added };
}

/**
 * Starts a separate Redis, as durable as in production, with a copy of the snapshot; without a snapshot it is empty. `stop` removes the
 * copy.
 */
export async function startRedisFrom(
  snapshot: QueueSnapshot | undefined,
  { workDir }: { readonly workDir: string },
): Promise<ServerProcess> {
  const dir = await mkdtemp(join(workDir, 'redis-'));
  if (snapshot) await cp(snapshot.dir, dir, { recursive: true });
  const redis = await startRedisServer({ dir });
  return {
    ...redis,
    stop: async () => {
      await redis.kill(); // its data is not needed any more
      // A child process that is rewriting the log lives a little longer than its Redis, and still writes into the folder.
      await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
