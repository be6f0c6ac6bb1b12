import { createDatabase, hasPgBouncer, startPgBouncer, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type OpenReader, openReader, raw, sql } from '../src/reader.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl') });
});
afterAll(() => database.drop());

const here = hasPgBouncer();
const WAYS = [
  { way: 'directly', run: true },
  { way: `through PgBouncer in transaction mode${here ? '' : ' (skipped: there is none here)'}`, run: here },
];

describe.each(WAYS.filter(({ run }) => run))('a reader, $way', ({ way }) => {
  let open: OpenReader;
  let stop = () => Promise.resolve();
  beforeAll(async () => {
    let url = database.url;
    if (way !== 'directly') {
      const pooler = await startPgBouncer({ postgresUrl: url, poolSize: 1 });
      [url, stop] = [pooler.url, () => pooler.stop()];
    }
    open = openReader({ url, statementMs: 500, poolSize: 1 });
  });
  afterAll(async () => {
    await open.close();
    await stop();
  });

  it('returns whole numbers, amounts and times without loss', async () => {
    const time = new Date('2026-01-31T12:00:00.123Z');
    const [row] = await open.reader.query(sql`
      SELECT 9007199254740993::bigint AS id, 12345678901234567890123::numeric AS amount_minor,
        NULL::numeric AS "paidMinor", 1.50::numeric AS rate, ${time}::timestamptz AS at, ${5n}::bigint AS five,
        '{"a": 1}'::jsonb AS data, 7 AS small`);
    expect(row).toEqual({
      id: 9007199254740993n,
      amount_minor: 12345678901234567890123n,
      paidMinor: null,
      rate: '1.50',
      at: time,
      five: 5n,
      data: { a: 1 },
      small: 7,
    });
  });

  it('ends a statement at its limit, and works afterwards', async () => {
    const slow = open.reader.query(sql`SELECT pg_sleep(60)`);
    await expect(slow).rejects.toMatchObject({
      code: 'too_slow',
      message: expect.stringContaining('500 ms'),
    });
    expect(await open.reader.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  it('says that a table is missing', async () => {
    await expect(open.reader.query(sql`SELECT * FROM ${raw('nowhere')}`)).rejects.toMatchObject({
      code: 'not_migrated',
    });
  });

  it('passes on other errors of Postgres', async () => {
    await expect(open.reader.query(sql`SELECT 1 / 0`)).rejects.toMatchObject({ code: '22012' });
  });
});

it('says which server it cannot reach, without the password', async () => {
  const { reader, close } = openReader({ url: 'postgres://ada:secret@127.0.0.1:1/shop' });
  const failed = await reader.query(sql`SELECT 1`).catch((error: unknown) => error);
  expect(failed).toMatchObject({
    code: 'database_unreachable',
    message: 'cannot connect to Postgres at 127.0.0.1:1/shop: connection refused',
  });
  await close();
});
