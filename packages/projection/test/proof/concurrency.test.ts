import { openDatabase } from '@payspool/db';
import { byVersion } from '@payspool/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../projection-under-test.ts';
import { shuffled } from '../shuffled.ts';
import { expectPublishedInPostgres } from '../publish/published-in-postgres.ts';
import { sampleLifecycles } from './lifecycles/sample.ts';
import { type Delivery, randomHistory } from './random-histories.ts';
import { deliver, differencesIn, expectedOf, storedOf } from './stored.ts';

const database = useDatabase({ poolSize: 8 });
/** A second pool: what two workers share is the database alone. */
let other: ReturnType<typeof openDatabase>;
beforeAll(() => {
  other = openDatabase({ url: database.url, poolSize: 8, applicationName: 'order-proof' });
});
afterAll(() => other.close());

const SEED = Number(process.env['FC_SEED'] ?? 20_260_131);
const COPIES = 3;
/** Random histories, beside every lifecycle of every provider. */
const RANDOM = byVersion({ short: 20, long: 40 });
let transitions = 0;

/**
 * All deliveries of one account at once, several copies of each, over both pools. Afterwards the tables hold what the set says, and the outbox
 * says what the tables say, once.
 */
async function deliverAtOnce(account: string, deliveries: readonly Delivery[], seed: number): Promise<void> {
  const copies = shuffled(Array.from({ length: COPIES }, () => deliveries).flat(), seed);
  const databases = [database.db, other.prisma];
  const outcomes = await Promise.all(
    copies.map((delivery, place) => deliver(databases[place % 2] ?? database.db, account, delivery)),
  );
  expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(deliveries.length);
  expect(await storedOf(database.db, account)).toEqual(expectedOf(deliveries));
  transitions += await expectPublishedInPostgres(database.db, account);
}

const HISTORIES = fc.sample(randomHistory({ maxDeliveries: 10 }), { numRuns: RANDOM, seed: SEED });
it.each(HISTORIES.map((history, number) => ({ history, number })))(
  `random history $number (FC_SEED ${SEED}), reported at once and in copies, ends as its set says`,
  async ({ history, number }) => {
    const account = `random-${number}`;
    await deliverAtOnce(account, history, SEED + number);
  },
);

const STORIES = sampleLifecycles().map(([provider, lifecycle], number) => ({
  account: `${provider}-${number}`,
  ...lifecycle,
}));
it.each(STORIES)('$account, $name: reported at once and in copies', async ({ account, deliveries }) => {
  await deliverAtOnce(
    account,
    deliveries.map(({ events }) => events),
    SEED,
  );
});

it('rebuild finds no difference afterwards', async () => {
  expect(await differencesIn(database.db)).toEqual([]);
  console.log(
    `order-proof postgres: ${HISTORIES.length} random histories and ${STORIES.length} lifecycles, ${COPIES} copies of each delivery in flight at once, ${transitions} transitions, none skipped`,
  );
});
