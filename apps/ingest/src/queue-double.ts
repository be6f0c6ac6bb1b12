import {
  createWriteMemory,
  type DeliveryJob,
  type DeliveryQueue,
  encodeDeliveryJob,
  type QueueAudit,
} from '@payspool/queue';

/** A queue in memory that gives tests access to its jobs. */
export interface QueueDouble extends DeliveryQueue {
  /** Every call of `enqueue`, with any result. */
  readonly attempts: DeliveryJob[];
  /** The jobs that the queue accepted. */
  readonly jobs: DeliveryJob[];
}

const SAFE: QueueAudit = { safe: true, findings: [], readable: true };

/** Remembers events for ever, and refuses data that no store could hold, like the real queue. A given `enqueue` replaces the result. */
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
    retryFailed: async () => 'gone',
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
