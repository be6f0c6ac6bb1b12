import { type IQueueBackend, SpanKind, TelemetryAttributes } from 'bullmq';
import type { QueueName } from '../names.ts';
import type { JobQueue, NewJob } from './store.ts';

/** A job as BullMQ hands it to the backend of a queue. */
export type BullJob = Parameters<IQueueBackend['addJob']>[0];

/**
 * What BullMQ's `Queue.add` does before it calls the backend, but for making an object of the job that nobody here asks for, and for
 * turning its data into text once more: a span where there are traces, which the worker's goes on from, and nothing where there are none.
 */
export const traceAdd = async (
  {
    queue,
    queueName,
    job,
  }: { readonly queue: JobQueue; readonly queueName: QueueName; readonly job: NewJob },
  add: (job: BullJob) => Promise<string>,
): Promise<string> =>
  // BullMQ looks at how many arguments this takes before it makes the second.
  await queue.trace(SpanKind.PRODUCER, 'add', `${queueName}.${job.name}`, async (span, metadata) => {
    span?.setAttributes({ [TelemetryAttributes.JobName]: job.name, [TelemetryAttributes.JobId]: job.id });
    return add(bullJob(job, metadata));
  });

const bullJob = ({ id, name, text, options }: NewJob, metadata: string | undefined): BullJob => ({
  id,
  name,
  data: text,
  opts: metadata === undefined ? options : { ...options, telemetry: { metadata } },
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
