import { hasPgBouncer, startPgBouncer } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase, Prisma, queryDirectly } from '../src/index.ts';
import { createScratch, failure, type Scratch } from './scratch.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch(inject('postgresUrl'));
});
afterAll(() => scratch.remove());

async function using<Result>(
  { url = scratch.url, keepsPlans }: { readonly url?: string; readonly keepsPlans: boolean },
  work: (db: ReturnType<typeof openDatabase>['prisma']) => Promise<Result>,
): Promise<Result> {
  const { prisma, close } = openDatabase({ url, poolSize: 1, keepsPlans });
  try {
    return await work(prisma);
  } finally {
    await close();
  }
}

const preparedIn = (db: Parameters<typeof queryDirectly>[0]) =>
  db.$queryRawUnsafe<{ statement: string }[]>('SELECT statement FROM pg_prepared_statements');

describe.each([{ keepsPlans: false }, { keepsPlans: true }])(
  'queryDirectly, keepsPlans: $keepsPlans',
  ({ keepsPlans }) => {
    it('sends every kind of value unchanged', async () => {
      const bytes = Buffer.from([0, 1, 0xff]);
      const rows = await using({ keepsPlans }, (db) =>
        queryDirectly(
          db,
          Prisma.sql`SELECT ${'a"b\\'}::text AS text, ${7}::int AS number, ${9_007_199_254_740_993n}::bigint AS big, ${true}::bool AS yes,
          ${null}::text AS nothing, ${bytes}::bytea AS bytes, ${['x', null, '{}']}::text[] AS texts, ${[1n, 2n]}::bigint[] AS bigs`,
        ),
      );
      expect(rows).toEqual([
        {
          text: 'a"b\\',
          number: 7,
          big: 9_007_199_254_740_993n,
          yes: true,
          nothing: null,
          bytes: new Uint8Array(bytes),
          texts: ['x', null, '{}'],
          bigs: [1n, 2n],
        },
      ]);
    });

    it('passes values only to their own statement, also if many run at once', async () => {
      const rows = await using({ keepsPlans }, (db) =>
        Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            queryDirectly<{ value: number }>(db, Prisma.sql`SELECT ${index}::int AS value`),
          ),
        ),
      );
      expect(rows.flat().map(({ value }) => value)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    });

    it('rejects a time, because it would be sent without its offset', async () => {
      const error = await using({ keepsPlans }, (db) =>
        failure(queryDirectly(db, Prisma.sql`SELECT ${'a'}, ${new Date(0)}`)),
      );
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toContain('$2');
    });
  },
);

const MANY = Array.from({ length: 10 }, (_, index) => index);
const keep = (db: Parameters<typeof queryDirectly>[0], value: number) =>
  queryDirectly(db, Prisma.sql`SELECT ${value}::int AS kept`);

it('a statement of many uses is prepared once per connection that keeps plans, unless its plan depends on the values', async () => {
  const statements = await using({ keepsPlans: true }, async (db) => {
    await queryDirectly(db, Prisma.sql`SELECT ${1}::int AS rare`);
    for (const value of MANY) {
      await keep(db, value);
      await queryDirectly(db, Prisma.sql`SELECT ${value}::int AS anew`, { isPrepared: false });
    }
    return preparedIn(db);
  });
  expect(statements.map(({ statement }) => statement)).toEqual(['SELECT $1::int AS kept']);
});

it('the rare statements of a client do not take the place of its common ones', async () => {
  const statements = await using({ keepsPlans: true }, async (db) => {
    for (let index = 0; index < 150; index++) await queryDirectly(db, Prisma.raw(`SELECT ${index} AS rare`));
    for (const value of MANY) await keep(db, value);
    return preparedIn(db);
  });
  expect(statements.map(({ statement }) => statement)).toEqual(['SELECT $1::int AS kept']);
});

it('a statement is not prepared on a connection that keeps no plans', async () => {
  const statements = await using({ keepsPlans: false }, async (db) => {
    for (const value of MANY) await keep(db, value);
    return preparedIn(db);
  });
  expect(statements).toEqual([]);
});

it('a prepared statement works after a migration changed its tables', async () => {
  await scratch.rows(
    'CREATE TABLE letters (id int PRIMARY KEY, letter text); INSERT INTO letters VALUES (1)',
  );
  const read = (db: Parameters<typeof queryDirectly>[0]) =>
    queryDirectly(db, Prisma.sql`SELECT letter FROM letters WHERE id = ${1}`);
  await using({ keepsPlans: true }, async (db) => {
    for (const _ of MANY) expect(await read(db)).toEqual([{ letter: null }]);
    await scratch.rows("ALTER TABLE letters ADD stamp text; UPDATE letters SET letter = 'a'");
    expect(await read(db)).toEqual([{ letter: 'a' }]);
  });
});

it.skipIf(!hasPgBouncer())(
  'a statement is not prepared behind a pooler, which changes connections',
  async () => {
    const pooler = await startPgBouncer({ postgresUrl: scratch.url, poolSize: 2 });
    try {
      const statements = await using({ url: pooler.url, keepsPlans: true }, async (db) => {
        for (const value of MANY) await keep(db, value);
        return preparedIn(db);
      });
      expect(statements).toEqual([]);
    } finally {
      await pooler.stop();
    }
  },
);
