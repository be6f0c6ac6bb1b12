// `@payspool/operations/request`: asks for operations, for processes that know neither accounts nor settings. A worker runs them.
export {
  OPERATION_KINDS,
  OPERATION_STATUSES,
  type OperationKindName,
  type OperationStatus,
} from './names.ts';
export { publishesBy, REQUEST_PARAMS } from './params.ts';
export {
  OperationRefusedError,
  refusalOf,
  REHEARSAL_MINUTES,
  requestAbort,
  requestOperation,
  requestRehearsed,
} from './request-operation.ts';
