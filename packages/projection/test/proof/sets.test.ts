import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { applyEvent, applyEvents, DEFAULT_SETTINGS } from '../../src/index.ts';
import { useDatabase } from '../projection-under-test.ts';
import { NOW } from '../publish/meaning.ts';
import { delivered, leftBy } from './left-by.ts';
import { sampleLifecycles } from './lifecycles/sample.ts';
import { type Delivery, randomHistory } from './random-histories.ts';
import { runs } from './reruns.ts';

const database = useDatabase();
const settings = { ...DEFAULT_SETTINGS, now: () => new Date(NOW) };
const seen = { histories: 0, events: 0, sets: 0, withSeveral: 0 };
afterAll(() => {
  console.log(
    `order-proof sets: ${seen.histories} histories of ${seen.events} deliveries in ${seen.sets} sets, ${seen.withSeveral} of several`,
  );
});

let accounts = 0;

/** Applies deliveries one by one, and in sets that end where `cuts` says; both must leave the same, and say the same of each. */
async function compare(
  deliveries: readonly Delivery[],
  cuts: readonly boolean[],
  graceMs = 0,
): Promise<void> {
  const { db } = database;
  accounts += 1;
  const [single, inSets] = [`single-${accounts}`, `sets-${accounts}`];
  const waiting = { ...settings, merchantRefGraceMs: graceMs };
  const one: string[] = [];
  for (const delivery of deliveries) {
    const { record: about, result } = delivered(single, delivery);
    one.push(await applyEvent(db, about, result, waiting));
  }
  const sets = cutInSets(deliveries, cuts);
  const many: string[] = [];
  for (const set of sets) {
    const settled = await applyEvents(
      db,
      set.map((delivery) => delivered(inSets, delivery)),
      { settings: waiting },
    );
    many.push(...settled.map(({ status }) => status));
  }
  seen.histories += 1;
  seen.events += deliveries.length;
  seen.sets += sets.length;
  seen.withSeveral += sets.filter(({ length }) => length > 1).length;
  expect(many).toEqual(one);
  expect(await leftBy(db, inSets)).toEqual(await leftBy(db, single));
}

function cutInSets(deliveries: readonly Delivery[], cuts: readonly boolean[]): Delivery[][] {
  const sets: Delivery[][] = [];
  for (const [at, delivery] of deliveries.entries()) {
    if (at === 0 || cuts[at]) sets.push([]);
    sets.at(-1)?.push(delivery);
  }
  return sets;
}

/** Several purchases that have nothing to do with each other, some deliveries twice, in any order, and where the sets end. */
const mixed = fc
  .array(randomHistory({ maxDeliveries: 8 }), { minLength: 1, maxLength: 3 })
  .map((histories) =>
    histories.flatMap((history, at) =>
      history.map((delivery) =>
        delivery.map((recorded) => ({ ...recorded, eventKey: `${recorded.eventKey}-${at}` })),
      ),
    ),
  )
  .chain((deliveries) =>
    fc.record({
      arrival: fc.shuffledSubarray([...deliveries, ...deliveries], { minLength: deliveries.length }),
      cuts: fc.array(
        fc.boolean().map((one) => one),
        { minLength: 2 * deliveries.length, maxLength: 2 * deliveries.length },
      ),
      graceMs: fc.constantFrom(0, 60_000),
    }),
  );

describe('events that share transactions leave what the same events leave one by one', () => {
  it('whatever they are, and wherever the sets end', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, ({ arrival, cuts, graceMs }) => compare(arrival, cuts, graceMs)),
      runs(60),
    );
  });

  const stories = sampleLifecycles().map(([provider, { name, deliveries }]) => ({
    provider,
    name,
    deliveries: deliveries.map(({ events }) => events),
  }));
  it.each(stories)('$provider, $name, whole in one set and backwards', async ({ deliveries }) => {
    await compare(deliveries, []);
    await compare(deliveries.toReversed(), []);
  });
});
