export { type AccountPage, type ApiBudget, readAccount } from './account.ts';
export { type LastEvents, lastEvents } from './last-events.ts';
export { nextStep, waitingText } from './next-step.ts';
export { waitingInQueue } from './queue-waiting.ts';
export {
  type AccountOverview,
  type Overview,
  readOverview,
  type SweepState,
  sweepStates,
} from './read-overview.ts';
export { type Waiting, WAITING_KINDS, type WaitingKind } from './waiting.ts';
