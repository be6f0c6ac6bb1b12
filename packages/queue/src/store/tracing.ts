import { type IQueueBackend, SpanKind, type Telemetry, TelemetryAttributes } from 'bullmq';
import type { QueueName } from '../names.ts';
import type { JobQueue, NewJob } from './store.ts';

/** A job in the form in which BullMQ passes it to the backend of a queue. */
export type BullJob = Parameters<IQueueBackend['addJob']>[0] & {
  /** `opts` in BullMQ's stored form for Redis, if the caller has already written it. */
  readonly optionsText?: string | undefined;
};

/**
 * Does what BullMQ's `Queue.add` does before it calls the backend: with traces it makes a span, which the span of the worker continues. It
 * skips two steps: the unused job object, and the second conversion of the data to text.
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
  // BullMQ checks the number of parameters of this function before it makes the second argument.
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
  priority: options.priority ?? 0,
  progress: 0,
  attemptsMade: 0,
  attemptsStarted: 0,
  stalledCounter: 0,
  failedReason: '',
  returnvalue: 'null',
});

/** Connects a job to the trace in which it was made, and its processing to the same trace. */
export type QueueTelemetry = Telemetry;

/**
 * Loads the telemetry for a process that has registered its traces. The import is lazy, so that a process without traces does not load it.
 */
export async function loadQueueTelemetry(): Promise<QueueTelemetry> {
  const { BullMQOtel } = await import('bullmq-otel');
  return new BullMQOtel({ tracerName: 'payspool' });
}
