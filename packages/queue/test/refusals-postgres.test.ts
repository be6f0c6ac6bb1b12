import { type ServerProcess, startPostgresServer } from '@payspool/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { migrateQueue, proveQueueWrites, type RefusalReason } from '../src/index.ts';
import { enqueueAnother, watchQueue } from './watched-queue.ts';

describe('a Postgres that refuses the writes of the queue', () => {
  let server: ServerProcess;
  let admin: pg.Client;
  let urlOfUser: string;
  beforeAll(async () => {
    server = await startPostgresServer({ fsync: false });
    await migrateQueue(server.url);
    admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query('SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE');
    await admin.query(`
      CREATE ROLE ingest LOGIN;
      GRANT USAGE ON SCHEMA bullmq TO ingest;
      GRANT ALL ON ALL TABLES IN SCHEMA bullmq TO ingest;
      GRANT ALL ON ALL SEQUENCES IN SCHEMA bullmq TO ingest`);
    urlOfUser = server.url.replace('postgres@', 'ingest@');
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });
  const type = async (...statements: readonly string[]) => {
    for (const statement of statements) await admin.query(statement);
  };
  const RELOAD = 'SELECT pg_reload_conf()';

  it.each<[RefusalReason, readonly string[], readonly string[]]>([
    [
      'read_only',
      ['ALTER SYSTEM SET default_transaction_read_only = on', RELOAD],
      ['ALTER SYSTEM RESET default_transaction_read_only', RELOAD],
    ],
    ['not_permitted', ['REVOKE INSERT ON bullmq.job FROM ingest'], ['GRANT INSERT ON bullmq.job TO ingest']],
    ['timeout', ['BEGIN', 'LOCK TABLE bullmq.metrics, bullmq.job'], ['COMMIT']],
  ])(
    'is found to be %s without traffic, and later found to accept writes again',
    async (reason, begin, end) => {
      const { queue, reported, found } = watchQueue(urlOfUser);
      await found(undefined);
      await type(...begin);
      await found(reason);
      expect(await enqueueAnother(queue)).toBe(reason);
      expect((await proveQueueWrites({ url: urlOfUser, timeoutMs: 1000 }))?.reason).toBe(reason);
      await type(...end);
      await found(undefined);
      expect(reported).toEqual([reason, 'taken again']);
      expect(await enqueueAnother(queue)).toBe('accepted');
    },
  );

  it('is found to lack its tables', async () => {
    const fresh = await startPostgresServer({ fsync: false });
    onTestFinished(fresh.stop);
    const { found } = watchQueue(fresh.url);
    await found('not_migrated');
    await migrateQueue(fresh.url);
    await found(undefined);
  });

  it('contains no row of a proof', async () => {
    const { found, queue } = watchQueue(urlOfUser);
    await found(undefined);
    await queue.proveWrite({ thorough: true });
    const { rows } = await admin.query(`SELECT kind FROM bullmq.metrics WHERE kind LIKE 'proof%'`);
    expect(rows).toEqual([]);
  });
});
