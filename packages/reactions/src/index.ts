/**
 * The public surface for authors of own reactions (docs/how-to/add-a-reaction.md). It is all that a module may import from Payspool, so it changes
 * only with a line in the changelog. At run time it imports nothing.
 */
export {
  defineReaction,
  type Payload,
  type Reaction,
  type ReactionContext,
  type Topic,
  type Transition,
} from './define-reaction.ts';
export { ReactionPostponedError, ReactionRefusedError } from './errors.ts';
