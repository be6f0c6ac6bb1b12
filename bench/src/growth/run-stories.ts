import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { z } from 'zod';
import { multiply } from '../../../e2e/proof/multiply.ts';
import { median } from '../measure/statistics.ts';
import { type Applier, type GrowthDelivery, openApplier } from './apply-one.ts';
import { openStatementCounts, perEvent } from './statement-counts.ts';
import { ordinaryPurchases, STORIES, type StoryName, twoSubscriptions } from './stories.ts';
import {
  MERGE_STORY,
  PURCHASE_STORY,
  REPLAY_STORY,
  StoriesOrder,
  type StoriesResult,
  TABLES_STORY,
} from './stories-order.ts';

// A program: applies the events of scenarios one after the other, and prints their cost at several positions. Its only argument is JSON.

/** The positions at which the cost is measured, as shares of the scenario. */
const LOOKS = [0.01, 0.1, 1];
const WINDOW = 50;
/** How long other purchases are measured alone, and how many there are. */
const ALONE_MS = 2000;
const MOST_OTHERS = 1000;
/** The cost of the first events is mostly the warm-up of Node and Prisma. */
const WARM_UP_PURCHASES = 60;
const RESOLUTION_MS = 2;
/** Number of purchases of which the rows in the tables are copies. */
const MOST_TEMPLATES = 100;

const order = StoriesOrder.parse(JSON.parse(process.argv[2] ?? '{}'));
const applier = openApplier(order.databaseUrl);
const counts = await openStatementCounts(order.databaseUrl);
const result: z.input<typeof StoriesResult> = { costs: [], stories: [] };

await applyAll(ordinaryPurchases(Math.min(WARM_UP_PURCHASES, Math.ceil(order.events / 3)), 9000));
const special: Readonly<Record<string, () => Promise<void>>> = {
  [TABLES_STORY]: fillTables,
  [PURCHASE_STORY]: sell,
  [REPLAY_STORY]: replayAndMerge,
};
for (const story of order.stories) await (special[story]?.() ?? run(story));
await Promise.all([applier.close(), counts.close()]);
process.stdout.write(JSON.stringify(result), () => process.exit(0));

/** Applies the events of one aggregate that grows. */
async function run(story: string): Promise<void> {
  if (!isStory(story)) throw new Error(`there is no story ${story}`);
  const deliveries = STORIES[story](order.events);
  const looks = LOOKS.map((share) => Math.round(deliveries.length * share)).filter((at) => at >= 2);
  const startedAt = performance.now();
  const inTime = () => performance.now() - startedAt < order.timeLimit * 1000;
  const blocks = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  blocks.enable();
  let applied = 0;
  let failure: string | null = null;
  try {
    for (const position of looks) {
      const window = Math.min(WINDOW, Math.floor(position / 2));
      for (const delivery of deliveries.slice(applied, position - window)) {
        if (!inTime()) break;
        await applier.prepare(delivery)();
        applied += 1;
      }
      const cost = inTime() ? await measure(deliveries.slice(applied, position), inTime) : undefined;
      if (cost === undefined) break;
      applied = position;
      result.costs.push({ story, position, ...cost });
    }
  } catch (error) {
    // A transaction that takes too long is a result; the results of the other scenarios are kept.
    failure = codeOf(error);
  }
  blocks.disable();
  const seconds = (performance.now() - startedAt) / 1000;
  result.stories.push({
    story,
    wanted: deliveries.length,
    applied,
    seconds,
    longestBlockMs: blocks.max / 1e6,
    failure,
  });
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

/** All first events, then all second events, then all third events. */
async function sell(): Promise<void> {
  const startedAt = performance.now();
  const purchases = Math.min(WINDOW, order.events);
  const deliveries = ordinaryPurchases(purchases, 5000);
  const blocks = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  blocks.enable();
  for (const step of [0, 1, 2]) {
    const cost = await measure(deliveries.filter((_, place) => place % 3 === step));
    if (cost) result.costs.push({ story: PURCHASE_STORY, position: step, ...cost });
  }
  blocks.disable();
  const seconds = (performance.now() - startedAt) / 1000;
  const all = deliveries.length;
  result.stories.push({
    story: PURCHASE_STORY,
    wanted: all,
    applied: all,
    seconds,
    longestBlockMs: blocks.max / 1e6,
    failure: null,
  });
}

/** Applies new purchases, first to empty tables and then to tables full of others. */
async function fillTables(): Promise<void> {
  const startedAt = performance.now();
  const purchases = Math.min(Math.ceil(WINDOW / 3), order.events);
  const templates = Math.min(MOST_TEMPLATES, Math.ceil(order.orders / 20));
  let longestBlockMs = 0;
  const lookAt = async (position: number, firstUid: number) => {
    // A monitor that is disabled and enabled again would count the time in between as a block.
    const blocks = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    blocks.enable();
    const cost = await measure(ordinaryPurchases(purchases, firstUid));
    blocks.disable();
    longestBlockMs = Math.max(longestBlockMs, blocks.max / 1e6);
    if (cost) result.costs.push({ story: TABLES_STORY, position, ...cost });
  };
  const ordersNow = () => applier.db.order.count();

  await lookAt(await ordersNow(), 0);
  await applyAll(ordinaryPurchases(templates, 1000));
  // Like after the retention time: orders that are one or two years old have no body.
  await applier.db.$executeRaw`UPDATE events SET raw_body = NULL`;
  await multiply(applier.db, Math.ceil(order.orders / (await ordersNow())));
  await restoreSequences(applier);
  await applier.db.$executeRaw`CHECKPOINT`;
  // The first statements after such a large change are planned again.
  await applyAll(ordinaryPurchases(purchases, 2000));
  const orders = await ordersNow();
  await lookAt(orders, 3000);
  const seconds = (performance.now() - startedAt) / 1000;
  result.stories.push({
    story: TABLES_STORY,
    wanted: order.orders,
    applied: orders,
    seconds,
    longestBlockMs,
    failure: null,
  });
}

/** The last event of a long subscription is replayed; then it and another one become one by an event that names both. Other purchases go on. */
async function replayAndMerge(): Promise<void> {
  const { left, right, link } = twoSubscriptions(order.events);
  const last = left.at(-1) ?? link;
  await applier.applyInSets(left);
  await applier.applyInSets(right);
  const others = openApplier(order.databaseUrl);
  const purchases = othersFrom(others);
  const idle = await purchases.goOnFor(async () => {
    await setTimeout(ALONE_MS);
  });
  const parts = [
    { story: REPLAY_STORY, events: left.length, act: () => applier.replay(last) },
    { story: MERGE_STORY, events: left.length + right.length + 1, act: applier.prepare(link) },
  ];
  for (const { story, events, act } of parts) {
    const blocks = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    blocks.enable();
    const startedAt = performance.now();
    const busy = await purchases.goOnFor(act);
    blocks.disable();
    const seconds = (performance.now() - startedAt) / 1000;
    const othersTimes = busy / idle;
    const longestBlockMs = blocks.max / 1e6;
    result.stories.push({
      story,
      wanted: events,
      applied: events,
      seconds,
      longestBlockMs,
      othersTimes,
      failure: null,
    });
  }
  await others.close();
}

/** Applies the events of other purchases one after the other, over a connection of its own. */
function othersFrom({ prepare }: Applier) {
  const deliveries = ordinaryPurchases(MOST_OTHERS, 7000);
  return {
    /** Returns the median time of an event while `act` runs, in milliseconds. */
    goOnFor: async (act: () => Promise<void>): Promise<number> => {
      const wallMs: number[] = [];
      const ended = new AbortController();
      const acting = act().finally(() => ended.abort());
      while (!ended.signal.aborted) {
        const delivery = deliveries.shift();
        if (!delivery) break;
        const apply = prepare(delivery);
        const from = performance.now();
        await apply();
        wallMs.push(performance.now() - from);
      }
      await acting;
      return median(wallMs);
    },
  };
}

/** The ids of copies do not come from a sequence. */
async function restoreSequences({ db }: Applier): Promise<void> {
  await db.$executeRaw`SELECT setval(pg_get_serial_sequence('aggregates', 'id'), (SELECT max(id) FROM aggregates))`;
}

/** Applies deliveries one after the other, and returns the cost of each: medians of time, and means of the counters of Postgres. */
async function measure(deliveries: readonly GrowthDelivery[], inTime: () => boolean = () => true) {
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  const before = await counts.read();
  for (const delivery of deliveries) {
    if (!inTime()) return undefined;
    const apply = applier.prepare(delivery);
    const cpuFrom = process.cpuUsage();
    const from = performance.now();
    await apply();
    wallMs.push(performance.now() - from);
    const { user, system } = process.cpuUsage(cpuFrom);
    cpuMs.push((user + system) / 1000);
  }
  const after = await counts.read();
  return { wallMs: median(wallMs), cpuMs: median(cpuMs), ...perEvent(before, after, deliveries.length) };
}

async function applyAll(deliveries: readonly GrowthDelivery[]): Promise<void> {
  for (const delivery of deliveries) await applier.prepare(delivery)();
}

function isStory(name: string): name is StoryName {
  return Object.hasOwn(STORIES, name);
}
