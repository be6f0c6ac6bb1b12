export { FOLD_VERSION, fold } from './fold/fold.ts';
export { type AccessPolicy, DEFAULT_POLICY } from './fold/context.ts';
export type { RecordedEvent } from './fold/history.ts';
export type * from './fold/rows.ts';
export { applyEvent, applyEvents, type ApplyOptions, recordWithoutEffects } from './store/apply-events.ts';
export type { RecordStatus, Settled } from './store/apply-set.ts';
export { type Delivered, locksOf } from './store/events-of-set.ts';
export { bindDeliveryRef, DeliveryRefReusedError } from './store/bind-delivery-ref.ts';
export { type KnownParts, knownParts, settleHint } from './store/event-statuses.ts';
export type { EventRecord, EventResult } from './store/event-record.ts';
export { compareChanges } from './fold/changes.ts';
export { TooLongError } from './store/set-errors.ts';
export { publishDue, type PublishedDue } from './store/publish-due.ts';
export { DEFAULT_SETTINGS, projectionSettings, type ProjectionSettings } from './store/settings.ts';
export { type Found, LOOK_BACK_DAYS, type Look } from './findings/found.ts';
export {
  overdueSubscriptions,
  refsPaidTwice,
  undividedDisputes,
  unknownPeriods,
  unmatchedRefunds,
} from './findings/purchase-findings.ts';
export { severalMerchants } from './findings/several-merchants.ts';
export type { RowDifference } from './rebuild/compare.ts';
export { type AggregateDifference, compareBatch, rebuild } from './rebuild/rebuild.ts';
export { latestObservation } from './store/latest-observation.ts';
export { refoldAggregate } from './store/refold.ts';
export { recordAndReplay, type Replayed, replayEvent, type Reread } from './replay/replay-event.ts';
export {
  compareObservations,
  type ObservedDifference,
  type ObservedEvent,
  type RefusedStatus,
} from './replay/compare-observations.ts';
export { publishTo } from './replay/publish-to.ts';
export {
  countBodies,
  eraseBatch,
  eraseBodies,
  eventsOfCustomers,
  type ErasureScope,
} from './retention/erase-bodies.ts';
export { preferDelivered } from './replay/prefer-delivered.ts';
export {
  concernErasedCustomer,
  ERASURE_KNOWN_AFTER_MS,
  type ErasedCustomers,
  openErasedCustomers,
} from './retention/erased-customers.ts';
export { type DeliveryName, recordedDeliveries } from './retention/recorded-deliveries.ts';
export { expire, type Retention } from './retention/expire.ts';
