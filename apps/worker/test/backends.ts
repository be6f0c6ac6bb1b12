import { DELIVERIES, migrateQueue, parseQueueUrl } from '@payspool/queue';
import { queueBackends, type TestQueue as EmptyQueue } from '@payspool/testkit';
import { createPostgresBackend, Queue } from 'bullmq';
import { inject } from 'vitest';

type Jobs = Pick<
  Queue,
  | 'add'
  | 'clean'
  | 'close'
  | 'getActive'
  | 'getDelayed'
  | 'getFailed'
  | 'getJob'
  | 'getJobCounts'
  | 'getJobState'
  | 'getJobs'
>;

export interface TestQueue extends EmptyQueue {
  /** BullMQ's own view of the jobs, like that of the dashboard. */
  readonly jobs: Jobs;
}

/** Both stores that the queue can be in; without a Redis that half is skipped. */
export const BACKENDS = queueBackends({
  postgresUrl: inject('postgresUrl'),
  redisUrl: inject('redisUrl'),
  migrateQueue,
}).map((backend) => ({
  ...backend,
  create: async (): Promise<TestQueue> => {
    const queue = await backend.create();
    const jobs = openJobs(queue);
    return { ...queue, jobs, drop: () => jobs.close().then(queue.drop) };
  },
}));
export type Backend = (typeof BACKENDS)[number];

function openJobs({ url, keyPrefix }: EmptyQueue): Jobs {
  const target = parseQueueUrl(url);
  if (target.backend === 'postgres') {
    return new Queue(DELIVERIES, { connection: { connectionString: url } }, createPostgresBackend);
  }
  if (target.topology !== 'single') throw new Error('the test Redis is a single one');
  const { host, port, password } = target;
  const connection = { host, port, ...(password !== undefined && { password }) };
  return new Queue(DELIVERIES, { connection, prefix: keyPrefix });
}
