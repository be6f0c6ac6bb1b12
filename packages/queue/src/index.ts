export { type BoardQueues, BOARD_QUEUES, openBoardQueues } from './board-queues.ts';
export { createDeadlines, type Deadlines } from './deadline.ts';
export {
  decodeDeliveryJob,
  encodeDeliveryJob,
  type DeliveryJob,
  type StoredDeliveryJob,
} from './delivery-job.ts';
export { type DeliveryQueue, type EnqueueOutcome, openDeliveryQueue } from './delivery-queue.ts';
export type { JobFacts } from './find-job.ts';
export type { Finding, QueueAudit } from './durability/audit.ts';
export * from './durability/durability-rule.ts';
export * from './durability/watch-durability.ts';
export { type FinishedJob, forgetFinishedJobs, type KeptJobs } from './forget-job.ts';
export * from './inspect-queue.ts';
export { InvalidJobError, JobPostponedError, UnsupportedJobVersionError } from './job-errors.ts';
export {
  type DeliveryWorker,
  type DeliveryWorkerOptions,
  type JobMeta,
  type JobWorkerOptions,
  openDeliveryWorker,
  openReactionWorker,
  openTaskWorker,
  type WorkerHooks,
} from './job-worker.ts';
export * from './migrate.ts';
export * from './names.ts';
export type { QueueDepth } from './producer.ts';
export * from './queue-unavailable-error.ts';
export { openQueueView, type QueueView } from './queue-view.ts';
export { explainQueueUrl, InvalidQueueUrlError, parseQueueUrl, type QueueTarget } from './queue-url.ts';
export * from './reaction-queue.ts';
export * from './refusal/refusals.ts';
export * from './refusal/watch-writes.ts';
export { groupRefusals, type RefusalGroup } from './refused/group-refusals.ts';
export { openRefusals, type Refusals } from './refused/open-refusals.ts';
export type { RefusedDelivery } from './refused/refused-delivery.ts';
export * from './retry-table.ts';
export type { RunningWorker } from './run-until-stopped.ts';
export { openSharedCache, type SharedCache } from './shared-cache.ts';
export type { TroubledJob } from './store/troubled-jobs.ts';
export * from './task-queue.ts';
export { loadQueueTelemetry, type QueueTelemetry } from './store/tracing.ts';
