import type { GrowthCost, GrowthStory } from './sections.ts';
import { over } from './worker-summary.ts';

/** The cost of an event at one position of a scenario, relative to the first measured position. */
export interface GrowthRow extends GrowthCost {
  readonly timesFirst: number | undefined;
  readonly cpuTimesFirst: number | undefined;
}

export function summariseGrowth(
  costs: readonly GrowthCost[],
  stories: readonly GrowthStory[],
): readonly { readonly story: GrowthStory; readonly rows: readonly GrowthRow[] }[] {
  return stories.map((story) => {
    const own = costs.filter((cost) => cost.story === story.story);
    const [first] = own;
    return {
      story,
      rows: own.map((cost) => ({
        ...cost,
        timesFirst: over(cost.wallMs, first?.wallMs),
        cpuTimesFirst: over(cost.cpuMs, first?.cpuMs),
      })),
    };
  });
}

/**
 * The cost at the last position relative to the first, by the worse of time and CPU; `undefined` if the scenario did not get there in time.
 */
export function growthOf(
  { costs, stories }: { readonly costs: readonly GrowthCost[]; readonly stories: readonly GrowthStory[] },
  name: string,
): number | undefined {
  const found = summariseGrowth(costs, stories).find(({ story }) => story.story === name);
  const last = found?.rows.at(-1);
  if (!found || !last || found.rows.length < 2 || found.story.applied < found.story.wanted) return undefined;
  return Math.max(last.timesFirst ?? 0, last.cpuTimesFirst ?? 0);
}
