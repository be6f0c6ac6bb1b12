import { type Database, openDatabase } from '@payspool/db';
import { createOperation, runOperation, type RunOptions } from '@payspool/operations';
import { DEFAULT_SETTINGS, openErasedCustomers } from '@payspool/projection';
import { indexAccounts, outboundFetch } from '@payspool/providers';
import { openDeliveryQueue, openDeliveryWorker } from '@payspool/queue';
import { createLogger } from '@payspool/runtime';
import { createDatabase, waitFor } from '@payspool/testkit';
import { inject } from 'vitest';
import { startShopApi } from '../../../packages/operations/test/shop-api.ts';
import { shopAccount } from '../../../packages/operations/test/shop-provider.ts';
import { createEventWriter } from '../src/event-writer.ts';
import { PermanentFailure, runJob } from '../src/run-job.ts';
import type { Backend } from './backends.ts';

/** The worker's own parts with an account whose API the test serves, on a queue and a database of the test's own. */
export async function openImport(backend: Backend, { pageSize }: { readonly pageSize?: number } = {}) {
  const place = await backend.create();
  const tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  const { prisma: db, close } = openDatabase({ keepsPlans: true, url: tables.url, poolSize: 8 });
  const api = await startShopApi({ pageSize });
  const accounts = indexAccounts([shopAccount(api.url)]);
  const onError = () => undefined;
  const queue = openDeliveryQueue({
    url: place.url,
    keyPrefix: place.keyPrefix,
    dedupeTtlMs: 3_600_000,
    onError,
  });
  const settings = DEFAULT_SETTINGS;
  const io = {
    now: () => new Date(),
    fetch: outboundFetch,
    fetchCertificate: () => Promise.reject(new Error('no certificate is fetched')),
  };
  const context = {
    db,
    write: createEventWriter(db, { settings }),
    projection: settings,
    erased: openErasedCustomers(db),
    accounts,
    queue,
    io,
    logger: createLogger({ app: 'worker', level: 'silent' }),
  };
  const worker = openDeliveryWorker({
    url: place.url,
    keyPrefix: place.keyPrefix,
    concurrency: 8,
    process: (job, meta) => runJob(job, meta, context),
    isPermanent: (error) => error instanceof PermanentFailure,
    onError,
  });
  await worker.ready();
  const options: RunOptions = {
    db,
    accounts,
    settings,
    queue,
    io,
    forgetJobs: () => Promise.resolve({ jobs: 0 }),
    signal: new AbortController().signal,
    pace: { retriesMs: [1], secondLookMs: 0, fullMs: 20, importDelayMs: 50 },
  };
  const begin = (params: object) =>
    createOperation(
      {
        kind: 'backfill',
        params: { provider: 'fake', react: [], ...params },
        isRehearsal: false,
        requestedBy: 'test',
      },
      options,
    );
  return {
    db,
    databaseUrl: tables.url,
    place,
    api,
    queue,
    options,
    begin,
    run: async (params: object) => runOperation((await begin(params)).id, options),
    /** Puts a delivery on the queue, as ingest does. */
    deliver: (eventKey: string, body: Buffer, receivedAt = new Date()) =>
      queue.enqueue({
        kind: 'event',
        provider: 'fake',
        account: 'default',
        mode: 'test',
        eventKey,
        receivedAt,
        headers: {},
        body,
      }),
    /** Waits until the worker has nothing left to do. */
    settle: () =>
      waitFor(
        async () => {
          const { waiting, active, delayed } = await queue.depth();
          return waiting + active + delayed === 0;
        },
        { what: 'an empty queue' },
      ),
    topics: () => topicsOf(db),
    endLeases: () => db.$executeRaw`
      UPDATE operations SET lease_until = clock_timestamp() - interval '1 second' WHERE lease_until IS NOT NULL`,
    close: async () => {
      await worker.drain(2000);
      await Promise.all([queue.close(), close(), api.stop()]);
      await Promise.all([tables.drop(), place.drop()]);
    },
  };
}
export type ImportUnderTest = Awaited<ReturnType<typeof openImport>>;

/** The published transitions, in their order. */
const topicsOf = async (db: Database) =>
  (await db.outbox.findMany({ orderBy: { id: 'asc' } })).map(
    ({ topic, aggregateRef }) => `${topic} ${aggregateRef}`,
  );
