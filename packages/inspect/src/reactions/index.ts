export { type ConsumerState, consumerStates } from './consumers.ts';
export { findReaction, listReactions, type Reaction, type Transition } from './list-reactions.ts';
export { REACTION_STATUSES, REACTION_LIST, type ReactionStatus } from './reaction-filter.ts';
