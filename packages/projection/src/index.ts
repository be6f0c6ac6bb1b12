export { FOLD_VERSION, fold } from './fold/fold.ts';
export { type AccessPolicy, DEFAULT_POLICY } from './fold/context.ts';
export type { RecordedEvent } from './fold/history.ts';
export type * from './fold/rows.ts';
export {
  applyEvent,
  applyEvents,
  type ApplyOptions,
  type Recorded,
  recordWithoutEffects,
  type Settled,
} from './store/apply-events.ts';
export type { Delivered } from './store/delivered.ts';
export { bindTransmission, TransmissionReusedError } from './store/bind-transmission.ts';
export { type KnownParts, knownParts } from './store/known-parts.ts';
export type { EventRecord, EventResult } from './store/event-record.ts';
export { TooLongError } from './store/too-long.ts';
export { publishDue, type PublishedDue } from './store/publish-due.ts';
export { DEFAULT_SETTINGS, projectionSettings, type ProjectionSettings } from './store/settings.ts';
export * from './findings/index.ts';
export { settleHint } from './store/settle-hint.ts';
export type { RowDifference } from './rebuild/compare.ts';
export { type AggregateDifference, rebuild, type RebuildResult } from './rebuild/rebuild.ts';
export { refoldAggregate } from './rebuild/refold-aggregate.ts';
export { type Replayed, replayEvent, replayNewPart, type Reread } from './replay/replay-event.ts';
export { countBodies, eraseBodies, type ErasureScope } from './retention/erase-bodies.ts';
export { type DeliveryName, recordedDeliveries } from './retention/recorded-deliveries.ts';
export { expire, type Retention } from './retention/expire.ts';
