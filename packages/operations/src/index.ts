export { backfill, type BackfillReport } from './backfill/backfill.ts';
export { erase, MOST_CUSTOMERS } from './erase/erase.ts';
export { forgetErasedJobs } from './erase/forget-jobs.ts';
export { abortOperation, createOperation, type OperationRequest } from './operations/create-operation.ts';
export { followOperation, remainingMs } from './operations/follow-operation.ts';
export {
  findOperation,
  isFinished,
  listOperations,
  type Operation,
  OPERATION_OUTCOMES,
  outcomeOf,
} from './operations/operation.ts';
export {
  OPERATION_KINDS,
  OPERATION_STATUSES,
  type OperationKindName,
  type OperationStatus,
} from './request/names.ts';
export type { OperationQueue, Pace, StepContext } from './operations/operation-kind.ts';
export { runOperation, runOperations, type RunOptions } from './operations/run-operation.ts';
export { unitsOf, type Unread } from './operations/units.ts';
export { react, type ReactReport } from './react/react.ts';
export * from './reading/access.ts';
export * from './reading/budget.ts';
export * from './reading/follow-up.ts';
export * from './reading/known-keys.ts';
export * from './reading/observed-job.ts';
export * from './reading/sweep.ts';
export { sweepsBehind } from './reading/sweep-row.ts';
export * from './reading/sweep-units.ts';
export { rebuildRows } from './rebuild/rebuild-rows.ts';
export { countDrift } from './reconcile/drift-rows.ts';
export { DRIFT_CLASSES, type Finding } from './reconcile/finding.ts';
export { reconcile } from './reconcile/reconcile.ts';
export { differencesIn, type ReconcileReport } from './reconcile/state.ts';
export { countEvents, eventCondition, type EventFilter, matchingEvents } from './replay/event-filter.ts';
export { retry, type RetryReport } from './retry/retry.ts';
export { hasChanged, replay, type ReplayedRow, summaryOf } from './replay/replay.ts';
export type { Step } from './replay/replay-stored.ts';
