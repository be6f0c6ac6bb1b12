import type { Reactions } from './consumer.ts';

/**
 * Your own reactions, one line per topic: `'order.paid': shipOrder`, from a file `order.paid.ts` in this folder. See
 * docs/how-to/add-a-reaction.md.
 */
export const own: Reactions = {};
