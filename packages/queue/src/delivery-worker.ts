import { decodeDeliveryJob, type DeliveryJob } from './delivery-job.ts';
import { type JobWorkerOptions, openJobWorker } from './job-worker.ts';
import { DELIVERIES } from './names.ts';
import type { RunningWorker } from './run-until-stopped.ts';

export type DeliveryWorkerOptions = JobWorkerOptions<DeliveryJob>;
export type DeliveryWorker = RunningWorker;

/**
 * Opens the consumer of the queue of deliveries.
 *
 * @throws {InvalidQueueUrlError}
 */
export const openDeliveryWorker = (options: DeliveryWorkerOptions): DeliveryWorker =>
  openJobWorker({ queueName: DELIVERIES, decode: decodeDeliveryJob, ...options });
