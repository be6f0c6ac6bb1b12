import type { Telemetry } from 'bullmq';

/** What ties a job to the trace that it was made in, and its processing to that. */
export type QueueTelemetry = Telemetry;

/** For a process that has its traces registered. Read from the disk only now: without traces nothing of it is. */
export async function loadQueueTelemetry(): Promise<QueueTelemetry> {
  const { BullMQOtel } = await import('bullmq-otel');
  return new BullMQOtel({ tracerName: 'payspool' });
}
