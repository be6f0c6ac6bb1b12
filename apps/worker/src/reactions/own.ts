import type { Reactions } from './consumer.ts';

/** Your own reactions, one line a topic: `'order.paid': shipOrder`, from a file `order.paid.ts` beside this one. See docs/how-to/add-a-reaction.md. */
export const own: Reactions = {};
