import { type Database, openDatabase } from '@payspool/db';
import { applyEvent, DEFAULT_SETTINGS } from '@payspool/projection';
import { indexAccounts, outboundFetch, readDelivery } from '@payspool/providers';
import { createDatabase } from '@payspool/testkit';
import { inject } from 'vitest';
import {
  createOperation,
  type Operation,
  type OperationKindName,
  runOperation,
  type RunOptions,
} from '../src/index.ts';
import { mortal } from './mortal.ts';
import { quietQueue } from './quiet-queue.ts';
import { startShopApi, type Charge } from './shop-api.ts';
import { eventBody, shop, shopAccount } from './shop-provider.ts';

/** A database and an API of a test's own. */
export async function openOperations() {
  const tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  const { prisma: db, close } = openDatabase({ url: tables.url, poolSize: 6 });
  const api = await startShopApi();
  const accounts = indexAccounts([shopAccount(api.url)]);
  const options: RunOptions = {
    db,
    accounts,
    settings: DEFAULT_SETTINGS,
    queue: quietQueue(),
    io: { now: () => new Date(), fetch: outboundFetch },
    forgetJobs: () => Promise.resolve({ jobs: 0 }),
    signal: new AbortController().signal,
    pace: { retriesMs: [1, 1], secondLookMs: 0, fullMs: 1 },
  };
  const begin = (
    kind: OperationKindName,
    params: object,
    { isRehearsal = false, ...change }: Partial<RunOptions> & { readonly isRehearsal?: boolean } = {},
  ): Promise<Operation> =>
    createOperation({ kind, params, isRehearsal, requestedBy: 'test' }, { ...options, ...change });
  return {
    db,
    databaseUrl: tables.url,
    api,
    options,
    begin,
    /** Writes an operation and runs it here. */
    run: async (
      kind: OperationKindName,
      params: object,
      change: Partial<RunOptions> & { readonly isRehearsal?: boolean } = {},
    ) => {
      const { id } = await begin(kind, params, change);
      const { isRehearsal: _, ...others } = change;
      return runOperation(id, { ...options, ...others });
    },
    deliver: (id: string, kind: Parameters<typeof eventBody>[1], shown: { at: number; charge: Charge }) =>
      deliver(db, eventBody(id, kind, shown), id),
    /** How a process runs that dies: see `mortal.ts`. */
    mortal: (exchanges: number) => mortal(options, exchanges),
    /** Lets the reservation of a killed process end. */
    endLeases: () => db.$executeRaw`
      UPDATE operations SET lease_until = clock_timestamp() - interval '1 second' WHERE lease_until IS NOT NULL`,
    close: async () => {
      await Promise.all([close(), api.stop()]);
      await tables.drop();
    },
  };
}
export type OperationsUnderTest = Awaited<ReturnType<typeof openOperations>>;

/** Applies the delivery of an event, as a worker does. */
async function deliver(db: Database, body: Buffer, eventKey: string): Promise<void> {
  const account = {
    provider: shop,
    name: 'default',
    mode: 'test' as const,
    settings: { webhookSecrets: [] },
  };
  const { type, occurredAt, meaning } = readDelivery({ body, headers: {} }, account);
  if (meaning.status !== 'applied') throw new Error(`${eventKey} is ${meaning.status}`);
  await applyEvent(
    db,
    {
      provider: 'fake',
      account: 'default',
      eventKey,
      type,
      occurredAt,
      receivedAt: new Date(),
      mode: 'test',
      rawBody: body,
      headers: {},
    },
    meaning,
  );
}
