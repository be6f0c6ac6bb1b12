export { openOwnReactions, type OwnReaction } from './open-own-reactions.ts';
export { OwnReactionsError } from './own-reactions-error.ts';
export { GRACE_MS } from './reaction-process.ts';
export { type OwnReactionSetup, readOwnReactions } from './read-own-reactions.ts';
export { reactionTypes } from './reaction-types.ts';
