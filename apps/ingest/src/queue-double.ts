import {
  createWriteMemory,
  type DeliveryJob,
  type DeliveryQueue,
  encodeDeliveryJob,
  type QueueAudit,
} from '@payspool/queue';

/** A queue in memory that shows what was put on it. */
export interface QueueDouble extends DeliveryQueue {
  /** Every call of `enqueue`, whatever came of it. */
  readonly attempts: DeliveryJob[];
  /** What would be with the worker. */
  readonly jobs: DeliveryJob[];
}

const SAFE: QueueAudit = { safe: true, findings: [], readable: true };

/** Remembers events for ever, and refuses what a store could not hold, as the real one does. `enqueue` stands in for its answer. */
export function createQueueDouble({ enqueue }: Partial<Pick<DeliveryQueue, 'enqueue'>> = {}): QueueDouble {
  const attempts: DeliveryJob[] = [];
  const jobs = new Map<string, DeliveryJob>();
  const remember = async (job: DeliveryJob) => {
    encodeDeliveryJob(job);
    const id = JSON.stringify([job.provider, job.account, job.eventKey]);
    if (jobs.has(id)) return 'duplicate';
    jobs.set(id, job);
    return 'accepted';
  };
  return {
    attempts,
    get jobs() {
      return [...jobs.values()];
    },
    enqueue: (job, options) => {
      attempts.push(job);
      return enqueue ? enqueue(job, options) : remember(job);
    },
    find: async () => undefined,
    audit: async () => SAFE,
    audited: async () => SAFE,
    ping: async () => undefined,
    proveWrite: async () => 'written',
    writes: createWriteMemory({ backend: 'redis' }),
    replicas: async () => ({ reachable: 0, wanted: 0 }),
    depth: async () => ({ waiting: jobs.size, active: 0, delayed: 0, failed: 0, completed: 0 }),
    oldestWaitingMs: async () => undefined,
    close: async () => undefined,
  };
}
