import {
  createDatabase,
  hasPgBouncer,
  type ServerProcess,
  startPgBouncer,
  type TestDatabase,
} from '@payspool/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrateDatabase, openDatabase, type OpenDatabase } from '../src/index.ts';

/** A database and a role whose settings all differ from the ones that a session needs. `app` is a schema with tables of the same names. */
const DEFAULTS = {
  TimeZone: 'Asia/Kolkata',
  DateStyle: 'SQL, DMY',
  search_path: 'app, public',
  default_transaction_isolation: 'serializable',
  statement_timeout: '700ms',
  lock_timeout: '1ms',
  idle_in_transaction_session_timeout: '700ms',
  standard_conforming_strings: 'off',
};
const RELIED_ON = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};

let database: TestDatabase;
let admin: pg.Client;

beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl') });
  admin = new pg.Client(inject('postgresUrl'));
  await admin.connect();
  for (const [name, value] of Object.entries(DEFAULTS))
    await admin.query(
      `ALTER DATABASE ${database.name} SET ${name} = ${value.includes(',') ? value : `'${value}'`}`,
    );
  await admin.query(`ALTER DATABASE ${database.name} SET client_encoding = 'LATIN1'`);
  await inside('CREATE SCHEMA app');
  await migrateDatabase(database.url);
  await inside(
    'CREATE TABLE app.events (LIKE public.events); CREATE TABLE app.disabled_consumers (consumer text)',
  );
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

/** Reads the tables like a client that has set nothing. */
async function inside(sql: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return await client.query<Record<string, unknown>>(sql);
  } finally {
    await client.end();
  }
}

it('migrates the schema public with any search path', async () => {
  const { rows } = await inside(
    "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename IN ('orders', 'outbox')",
  );
  expect(rows).toEqual([{ schemaname: 'public' }]);
});

const here = hasPgBouncer();
const WAYS = [
  { way: 'directly', run: true },
  { way: `through PgBouncer in transaction mode${here ? '' : ' (skipped: there is none here)'}`, run: here },
];

for (const { way, run } of WAYS)
  describe.skipIf(!run)(way, () => {
    let pooler: ServerProcess | undefined;
    let open: OpenDatabase;
    let url: string;
    beforeAll(async () => {
      if (way !== 'directly') pooler = await startPgBouncer({ postgresUrl: database.url, poolSize: 2 });
      url = pooler?.url ?? database.url;
      open = openDatabase({ url, poolSize: 3, applicationName: 'session-test' });
    });
    afterAll(async () => {
      await open.close();
      await pooler?.stop();
    });

    const settings = Object.keys(RELIED_ON);
    const SETTINGS = 'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name';
    type Setting = { name: string; value: string };
    const asRecord = (rows: readonly Setting[]) =>
      Object.fromEntries(rows.map(({ name, value }) => [name, value]));

    it('every statement has the settings that it needs, alone or in a transaction', async () => {
      const { prisma } = open;
      for (let n = 0; n < 4; n += 1) {
        expect(asRecord(await prisma.$queryRawUnsafe<Setting[]>(SETTINGS, settings))).toEqual(RELIED_ON);
        const inTransaction = await prisma.$transaction((tx) =>
          tx.$queryRawUnsafe<Setting[]>(SETTINGS, settings),
        );
        expect(asRecord(inTransaction)).toEqual(RELIED_ON);
      }
      // The statement itself took longer than the database's default limit.
      await prisma.$executeRaw`SELECT pg_sleep(0.9)`;
    });

    it('unqualified names mean the schema public', async () => {
      const { prisma } = open;
      expect(await prisma.$queryRaw`SELECT 'events'::regclass = 'public.events'::regclass AS ours`).toEqual([
        { ours: true },
      ]);
      const consumer = `of ${way}`;
      await prisma.$executeRaw`INSERT INTO disabled_consumers (consumer, reason) VALUES (${consumer}, 'é')`;
      expect(await prisma.disabledConsumer.findUnique({ where: { consumer } })).toMatchObject({
        reason: 'é',
      });
    });

    it.each(['2026-01-31T12:00:00.123Z', '1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
      'a time is stored and read exactly: %s',
      async (text) => {
        const at = new Date(text);
        const { prisma } = open;
        const key = { provider: 'stripe', account: way, eventKey: text };
        const written = { type: 'x', status: 'applied' as const, receivedAt: at, canonical: [], headers: {} };
        await prisma.event.create({ data: { ...key, ...written, occurredAt: at } });
        await prisma.$executeRaw`UPDATE events SET signed_at = ${at} WHERE account = ${way} AND event_key = ${text}`;

        const { rows } = await inside(
          `SELECT (extract(epoch FROM t) * 1000)::bigint::text AS ms FROM public.events, unnest(ARRAY[occurred_at, received_at, signed_at]) AS t
         WHERE account = '${way}' AND event_key = '${text}'`,
        );
        expect(rows).toEqual(Array.from({ length: 3 }, () => ({ ms: String(at.getTime()) })));
        const read = await prisma.event.findFirstOrThrow({
          where: { ...key, receivedAt: at, signedAt: { lte: at } },
        });
        expect([read.occurredAt, read.receivedAt, read.signedAt]).toEqual([at, at, at]);
        expect(
          await prisma.$queryRaw`SELECT received_at FROM events WHERE account = ${way} AND event_key = ${text}`,
        ).toEqual([{ received_at: at }]);
      },
    );

    it('leaves no settings on the connection for its next user', async () => {
      await open.prisma.$transaction((tx) => tx.$queryRaw`SELECT 1`);
      const stranger = new pg.Client(url);
      await stranger.connect();
      const { rows } = await stranger.query<Setting>(SETTINGS, [['TimeZone', 'lock_timeout', 'search_path']]);
      await stranger.end();
      expect(asRecord(rows)).toEqual({
        TimeZone: 'Asia/Kolkata',
        lock_timeout: '1ms',
        search_path: 'app, public',
      });
    });
  });

describe('a session', () => {
  it('has requested UTC when it connected, which every pooler supports', async () => {
    const { prisma, close } = openDatabase({ url: database.url, poolSize: 1 });
    try {
      expect(await prisma.$queryRaw`SELECT setting, source FROM pg_settings WHERE name = 'TimeZone'`).toEqual(
        [{ setting: 'UTC', source: 'client' }],
      );
    } finally {
      await close();
    }
  });

  it('stores the right time even in another zone', async () => {
    const { prisma, close } = openDatabase({ url: database.url, poolSize: 1 });
    const at = new Date('2026-07-01T12:00:00.000Z');
    try {
      const stored = await prisma.$transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL TimeZone = 'America/New_York'`;
        await tx.disabledConsumer.create({ data: { consumer: 'elsewhere', disabledAt: at, reason: '' } });
        return tx.$queryRaw`
          SELECT extract(epoch FROM disabled_at)::bigint::text AS seconds, disabled_at = ${at} AS same
          FROM disabled_consumers WHERE consumer = 'elsewhere'`;
      });
      expect(stored).toEqual([{ seconds: '1782907200', same: true }]);
    } finally {
      await close();
    }
  });

  it('that gives up a silent server also lets Postgres end its statements soon', async () => {
    const { prisma, close } = openDatabase({ url: database.url, poolSize: 1, answerTimeoutMs: 2500 });
    try {
      expect(
        await prisma.$queryRaw`
          SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`,
      ).toEqual([{ statement: '2500ms', idle: '2500ms' }]);
    } finally {
      await close();
    }
  });

  it('keeps the settings of its URL', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c search_path=app -c TimeZone=Asia/Tokyo');
    url.searchParams.set('statement_timeout', '4000');
    const { prisma, close } = openDatabase({ url: url.href, poolSize: 1 });
    try {
      expect(
        await prisma.$queryRaw`
          SELECT current_setting('search_path') AS path, current_setting('statement_timeout') AS statement, current_setting('TimeZone') AS zone`,
      ).toEqual([{ path: 'app', statement: '4s', zone: 'UTC' }]);
    } finally {
      await close();
    }
  });
});
