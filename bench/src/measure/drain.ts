import { setTimeout as sleep } from 'node:timers/promises';
import { openDeliveryQueue } from '@payspool/queue';
import { cpuMsOfAll } from './machine.ts';

export interface Drained {
  /** Jobs that were completed within the measured time. */
  readonly events: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** CPU time of the workers per event, milliseconds; `null` if it cannot be read. */
  readonly cpuMsPerEvent: number | null;
  /** All completed jobs, including those of the warm-up. */
  readonly done: number;
}

const EVERY_MS = 20;
/** Time limit for the first job. */
const START_MS = 60_000;

/**
 * Watches workers drain a queue, from the end of the warm-up until `seconds` are over or the queue is empty. The warm-up begins with the
 * first job. If the queue is empty before the warm-up ends, the measurement begins with the first job.
 *
 * @throws {Error} if no job is completed within a minute, or if one has failed
 */
export async function watchDrain({
  queueUrl,
  jobs,
  pids,
  warmUpSeconds,
  seconds,
  signal,
}: {
  readonly queueUrl: string;
  /** Number of jobs in the queue before a worker starts. */
  readonly jobs: number;
  readonly pids: readonly number[];
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}): Promise<Drained> {
  const queue = openDeliveryQueue({
    url: queueUrl,
    dedupeTtlMs: 1000,
    timeoutMs: 10_000,
    onError: () => undefined,
  });
  const sample = async () => {
    const depth = await queue.depth();
    if (depth.failed > 0) throw new Error(`${depth.failed} jobs have failed: see the contender's log`);
    return { at: performance.now(), done: jobs - depth.waiting - depth.active - depth.delayed };
  };
  const next = async () => {
    signal.throwIfAborted();
    await sleep(EVERY_MS);
    return sample();
  };
  try {
    await queue.ping();
    let from = await sample();
    for (const giveUpAt = from.at + START_MS; from.done === 0; from = await next()) {
      if (from.at > giveUpAt) throw new Error(`no job was done within ${START_MS / 1000} s`);
    }
    let cpuFrom = await cpuMsOfAll(pids);
    let to = from;
    for (const endsAt = from.at + warmUpSeconds * 1000; to.at < endsAt && to.done < jobs;) to = await next();
    if (to.done < jobs) {
      from = to;
      cpuFrom = await cpuMsOfAll(pids);
    }
    for (const endsAt = from.at + seconds * 1000; to.at < endsAt && to.done < jobs;) to = await next();
    const cpuTo = await cpuMsOfAll(pids);
    const events = to.done - from.done;
    // A few jobs may be completed between two checks.
    const lasted = Math.max(to.at - from.at, EVERY_MS) / 1000;
    return {
      events,
      seconds: lasted,
      perSecond: events / lasted,
      cpuMsPerEvent:
        cpuFrom === undefined || cpuTo === undefined || events === 0 ? null : (cpuTo - cpuFrom) / events,
      done: to.done,
    };
  } finally {
    await queue.close();
  }
}
