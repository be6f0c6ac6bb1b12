export { findOperation, type OperationDetails } from './find-operation.ts';
export { listOperations, OPERATION_LIST, type OperationRow } from './list-operations.ts';
export { type ReportedChange, type ReportedItem, reportOf, type ReportView } from './report.ts';
