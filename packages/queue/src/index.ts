export type { EnqueueOutcome } from './add-once.ts';
export * from './durability/audit-queue.ts';
export { type DurabilityRule, durabilityRule, DurabilitySettings } from './durability/durability-rule.ts';
export type { Finding, QueueAudit } from './durability/queue-audit.ts';
export * from './durability/unsafe-queue-error.ts';
export * from './durability/watch-durability.ts';
export * from './board-queues.ts';
export {
  decodeDeliveryJob,
  encodeDeliveryJob,
  type DeliveryJob,
  type StoredDeliveryJob,
} from './delivery-job.ts';
export { createDeadlines, type Deadlines } from './deadline.ts';
export * from './delivery-queue.ts';
export * from './delivery-worker.ts';
export { explainQueueUrl } from './url/explain-queue-url.ts';
export type { JobFacts } from './find-job.ts';
export { type FinishedJob, forgetFinishedJobs, type KeptJobs } from './forget-job.ts';
export { InvalidQueueUrlError } from './url/invalid-queue-url-error.ts';
export * from './job-errors.ts';
export type { JobMeta } from './job-processor.ts';
export type { JobWorkerOptions, WorkerHooks } from './job-worker.ts';
export type { RunningWorker } from './run-until-stopped.ts';
export * from './migrate.ts';
export * from './names.ts';
export * from './url/queue-target.ts';
export * from './queue-telemetry.ts';
export { parseQueueUrl } from './url/queue-url.ts';
export * from './queue-unavailable-error.ts';
export * from './refusal/prove-queue-writes.ts';
export * from './refusal/refusals.ts';
export * from './refusal/watch-writes.ts';
export * from './refusal/write-memory.ts';
export type { QueueDepth } from './producer.ts';
export * from './queue-health.ts';
export { type ReactionJob, reactionJobId } from './reaction-job.ts';
export * from './reaction-queue.ts';
export * from './reaction-worker.ts';
export * from './retry-table.ts';
