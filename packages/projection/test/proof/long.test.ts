import { openDatabase } from '@payspool/db';
import { isLongVersion } from '@payspool/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEvents, DEFAULT_SETTINGS, type ProjectionSettings } from '../../src/index.ts';
import { useDatabase } from '../projection-under-test.ts';
import { NOW } from '../publish/meaning.ts';
import { delivered, leftBy } from './left-by.ts';
import { sampleLifecycles } from './lifecycles/sample.ts';
import { type Delivery, randomHistory } from './random-histories.ts';
import { runs } from './reruns.ts';

const database = useDatabase();
/** Another worker: what one has in memory the other has not. */
let other: ReturnType<typeof openDatabase> | undefined;
beforeAll(() => {
  other = openDatabase({ url: database.url, poolSize: 2, applicationName: 'projection-test' });
});
afterAll(async () => {
  await other?.close();
});

const settings = { ...DEFAULT_SETTINGS, now: () => new Date(NOW) };

let accounts = 0;

/** What deliveries leave, each applied by one of two workers. */
async function leftAfter(
  deliveries: readonly Delivery[],
  workers: readonly boolean[],
  how: ProjectionSettings,
) {
  accounts += 1;
  const account = `long-${accounts}`;
  const outcomes: string[] = [];
  for (const [at, delivery] of deliveries.entries()) {
    const db = workers[at] && other ? other.prisma : database.db;
    const [settled] = await applyEvents(db, [delivered(account, delivery)], { settings: how });
    outcomes.push(settled?.status === 'failed' ? String(settled.error) : (settled?.status ?? ''));
  }
  return { left: await leftBy(database.db, account, { isPublishedSorted: true }), outcomes };
}

/** A long one leaves what a short one does: rows, changes, what is published, and what is known to have been. */
async function compare(
  deliveries: readonly Delivery[],
  {
    workers = [],
    longFrom = 1,
    graceMs = 0,
    short,
  }: {
    workers?: readonly boolean[];
    longFrom?: number;
    graceMs?: number;
    /** What a short one leaves, if it is known. */
    short?: Awaited<ReturnType<typeof leftAfter>>;
  },
): Promise<void> {
  const waiting = { ...settings, merchantRefGraceMs: graceMs };
  const expected = short ?? (await leftAfter(deliveries, [], waiting));
  const long = await leftAfter(deliveries, workers, { ...waiting, longFrom });
  expect(long).toEqual(expected);
}

describe('a long purchase or subscription leaves what a short one does', () => {
  const input = fc.record({
    deliveries: randomHistory({ maxDeliveries: 14 }).chain((all) =>
      fc.shuffledSubarray([...all, ...all], { minLength: all.length }),
    ),
    workers: fc.array(
      fc.boolean().map((one) => one),
      { minLength: 28, maxLength: 28 },
    ),
    longFrom: fc.integer({ min: 1, max: 7 }),
    graceMs: fc.constantFrom(0, 60_000),
  });

  it('whatever happens, and whichever of two workers applies it', async () => {
    await fc.assert(
      fc.asyncProperty(input, ({ deliveries, ...how }) => compare(deliveries, how)),
      runs(60),
    );
  });

  const stories = sampleLifecycles().map(([provider, { name, deliveries }]) => ({
    provider,
    name,
    deliveries: deliveries.map(({ events }) => events),
  }));
  it.each(stories)('$provider, $name, in order and backwards', async ({ deliveries }) => {
    const short = await leftAfter(deliveries, [], { ...settings, merchantRefGraceMs: 0 });
    await compare(deliveries, { workers: deliveries.map((_, at) => at % 3 === 2), short });
    // That it becomes long on the way is shown backwards, too.
    if (isLongVersion) await compare(deliveries, { longFrom: 3, short });
    await compare(deliveries.toReversed(), { longFrom: 2 });
  });
});
