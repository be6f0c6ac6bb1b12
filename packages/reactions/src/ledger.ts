export {
  type Claim,
  type ClaimedReaction,
  claimReaction,
  claimReactions,
  type ReactionKey,
  type WantedClaim,
} from './claim.ts';
export { disableConsumer, enableConsumer } from './disabled-consumers.ts';
export { dispatch, type Subscriber } from './dispatch.ts';
export type { DueReaction } from './due-reaction.ts';
export { expireTransitions } from './expire-transitions.ts';
export { findTransitions, type FoundTransition, transitionsOfEvent } from './find-transitions.ts';
export { promote, promoteAll } from './promote.ts';
export { type ReactionSummary, readReactionSummary } from './reaction-summary.ts';
export {
  countRetryable,
  type FinishedReaction,
  findRetryable,
  type ReactionFilter,
  retryReactions,
  retryThese,
  skipThese,
} from './retry.ts';
export { runSet, type SetEnding, type SetMember, type SetReaction, type SetResult } from './run-set.ts';
export { type AttemptEnding, release, settle, settleReactions, type Ending } from './settle.ts';
export { hasReady, takeReady, takeThese, takeUnseen } from './take-ready.ts';
