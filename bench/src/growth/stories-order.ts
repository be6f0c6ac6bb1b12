import { z } from 'zod';
import { GrowthCost, GrowthStory } from '../report/sections.ts';

/** The story whose aggregates stay small while the tables fill. */
export const TABLES_STORY = 'orders in the tables';

/** The three events of ordinary purchases, by their place. */
export const PURCHASE_STORY = 'a purchase, event by event';

/** What the program of `growth` is told, as its one argument. */
export const StoriesOrder = z.object({
  databaseUrl: z.string(),
  stories: z.array(z.string()),
  events: z.int(),
  orders: z.int(),
  /** Of one story, seconds. */
  patience: z.number(),
});
export type StoriesOrder = z.input<typeof StoriesOrder>;

/** What it prints. */
export const StoriesResult = z.object({ costs: z.array(GrowthCost), stories: z.array(GrowthStory) });
