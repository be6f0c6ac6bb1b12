import type { Telemetry } from 'bullmq';

/** Connects a job to the trace in which it was made, and its processing to the same trace. */
export type QueueTelemetry = Telemetry;

/**
 * Loads the telemetry for a process that has registered its traces. The import is lazy, so that a process without traces does not load it.
 */
export async function loadQueueTelemetry(): Promise<QueueTelemetry> {
  const { BullMQOtel } = await import('bullmq-otel');
  return new BullMQOtel({ tracerName: 'payspool' });
}
