export { FOLD_VERSION, fold } from './fold/fold.ts';
export type { RecordedEvent } from './fold/history.ts';
export type * from './fold/rows.ts';
export { applyEvent, type Recorded, recordWithoutEffects } from './store/apply-event.ts';
export { TransmissionReusedError } from './store/bind-transmission.ts';
export type { EventRecord } from './store/event-record.ts';
export { settleHint } from './store/settle-hint.ts';
