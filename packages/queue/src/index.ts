export type { EnqueueOutcome } from './add-once.ts';
export {
  decodeDeliveryJob,
  encodeDeliveryJob,
  type DeliveryJob,
  type StoredDeliveryJob,
} from './delivery-job.ts';
export * from './delivery-queue.ts';
export * from './delivery-worker.ts';
export type { JobFacts } from './find-job.ts';
export { InvalidQueueUrlError } from './invalid-queue-url-error.ts';
export * from './job-errors.ts';
export type { JobMeta } from './job-processor.ts';
export * from './migrate.ts';
export * from './names.ts';
export * from './queue-target.ts';
export { parseQueueUrl } from './queue-url.ts';
export * from './queue-unavailable-error.ts';
export * from './retry-table.ts';
