import { type IQueueBackend, SpanKind, TelemetryAttributes } from 'bullmq';
import type { QueueName } from '../names.ts';
import type { JobQueue, NewJob } from './store.ts';

/** A job as BullMQ hands it to the backend of a queue. */
export type BullJob = Parameters<IQueueBackend['addJob']>[0] & {
  /** `opts` as BullMQ stores them in Redis, where somebody has written them already. */
  readonly optionsText?: string | undefined;
};

/**
 * What BullMQ's `Queue.add` does before it calls the backend, but for making an object of the job that nobody here asks for, and for
 * turning its data into text once more: a span where there are traces, which the worker's goes on from, and nothing where there are none.
 */
export function traceAdd(
  {
    queue,
    queueName,
    job,
    isTraced,
  }: {
    readonly queue: JobQueue;
    readonly queueName: QueueName;
    readonly job: NewJob;
    readonly isTraced: boolean;
  },
  add: (job: BullJob) => Promise<string>,
): Promise<string> {
  if (!isTraced) return add(bullJob(job));
  // BullMQ looks at how many arguments this takes before it makes the second.
  const traced = queue.trace(SpanKind.PRODUCER, 'add', `${queueName}.${job.name}`, async (span, metadata) => {
    span?.setAttributes({ [TelemetryAttributes.JobName]: job.name, [TelemetryAttributes.JobId]: job.id });
    return add(
      metadata === undefined ? bullJob(job) : bullJob(job, { ...job.options, telemetry: { metadata } }),
    );
  });
  return Promise.resolve(traced);
}

const bullJob = ({ id, name, text, options, optionsText }: NewJob, traced?: NewJob['options']): BullJob => ({
  id,
  name,
  data: text,
  opts: traced ?? options,
  optionsText: traced ? undefined : optionsText,
  deduplicationId: options.deduplication.id,
  timestamp: Date.now(),
  delay: options.delay ?? 0,
  priority: 0,
  progress: 0,
  attemptsMade: 0,
  attemptsStarted: 0,
  stalledCounter: 0,
  failedReason: '',
  returnvalue: 'null',
});
