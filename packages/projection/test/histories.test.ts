import { byVersion } from '@payspool/testkit';
import { describe, expect, it } from 'vitest';
import { fold } from '../src/index.ts';
import { HISTORIES } from './histories/index.ts';
import { useDatabase } from './projection-under-test.ts';
import { apply } from './record.ts';
import { shuffled } from './shuffled.ts';
import { countInternals, readRows } from './tables.ts';

const database = useDatabase();
const SEEDS = byVersion({ short: [1], long: [1, 2, 3] });

describe.each(HISTORIES.map((history, number) => ({ ...history, number })))(
  '$name',
  ({ events, rows, number }) => {
    it.each(SEEDS)('applied one after the other in disorder, with repeats (seed %i)', async (seed) => {
      const { db } = database;
      const account = `one-by-one-${number}-${seed}`;
      const order = shuffled([...events, ...events], seed);
      const outcomes: string[] = [];
      for (const event of order) outcomes.push(await apply(db, account, event));

      const { changes, ...current } = await readRows(db, { provider: 'stripe', account });
      expect(current).toEqual(rows);
      expect(changes).toEqual(fold(events).changes);
      expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(events.length);
    });

    it('applied all at once, three copies of each', async () => {
      const { db } = database;
      const account = `at-once-${number}`;
      await Promise.all(
        shuffled([...events, ...events, ...events], number).map((event) => apply(db, account, event)),
      );

      const { changes, ...current } = await readRows(db, { provider: 'stripe', account });
      expect(current).toEqual(rows);
      expect(changes).toEqual(fold(events).changes);
      expect(await countInternals(db, { provider: 'stripe', account })).toMatchObject({
        events: events.length,
        aggregates: 1,
        withoutEvents: 0,
        withoutAliases: 0,
      });
    });
  },
);
