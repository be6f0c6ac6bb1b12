import { z } from 'zod';
import { GrowthCost, GrowthStory } from '../report/sections.ts';

/** The scenario whose aggregates stay small while the tables fill. */
export const TABLES_STORY = 'orders in the tables';

/** The three events of ordinary purchases, by their position. */
export const PURCHASE_STORY = 'a purchase, event by event';

/** An event of a long subscription is replayed, then this subscription and another long one become one. */
export const REPLAY_STORY = 'replay of an event of a subscription';
export const MERGE_STORY = 'two subscriptions become one';

/** The argument of the program of `growth`. */
export const StoriesOrder = z.object({
  databaseUrl: z.string(),
  stories: z.array(z.string()),
  events: z.int(),
  orders: z.int(),
  /** Time limit of one scenario, in seconds. */
  timeLimit: z.number(),
});
export type StoriesOrder = z.input<typeof StoriesOrder>;

/** The output of the program. */
export const StoriesResult = z.object({ costs: z.array(GrowthCost), stories: z.array(GrowthStory) });
