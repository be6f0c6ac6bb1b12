import type { OperationQueue } from '../src/index.ts';

/** An empty queue. */
export const quietQueue = (): OperationQueue & {
  readonly jobs: Parameters<OperationQueue['enqueue']>[0][];
} => {
  const jobs: Parameters<OperationQueue['enqueue']>[0][] = [];
  return {
    jobs,
    enqueue: (job) => {
      jobs.push(job);
      return Promise.resolve('accepted');
    },
    retryFailed: () => Promise.resolve('gone'),
    find: () => Promise.resolve(undefined),
    depth: () => Promise.resolve({ waiting: 0, active: 0, delayed: 0, failed: 0, completed: 0 }),
    oldestWaitingMs: () => Promise.resolve(undefined),
  };
};
