/** The kinds of operations, in the order of the documentation. */
export const OPERATION_KINDS = [
  'retry',
  'replay',
  'rebuild',
  'reconcile',
  'react',
  'backfill',
  'erase',
] as const;
export type OperationKindName = (typeof OPERATION_KINDS)[number];

export const OPERATION_STATUSES = ['waiting', 'running', 'done', 'failed', 'aborted'] as const;
export type OperationStatus = (typeof OPERATION_STATUSES)[number];

/** The number of differences, or of other single results, that a report has at most. */
export const MOST_REPORTED = 1000;
