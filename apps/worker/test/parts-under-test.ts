import { type Database, openDatabase } from '@payspool/db';
import { DEFAULT_SETTINGS, openErasedCustomers } from '@payspool/projection';
import { indexAccounts, type Provider } from '@payspool/providers';
import type { DeliveryJob, JobMeta } from '@payspool/queue';
import { createLogger, createMetrics } from '@payspool/runtime';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, inject } from 'vitest';
import { fake } from '../../../packages/providers/src/fake/index.ts';
import { createEventWriter } from '../src/event-writer.ts';
import { WORKER_METRICS } from '../src/metrics.ts';
import type { ProcessContext } from '../src/process-delivery.ts';
import { runJob } from '../src/run-job.ts';

export const AT = 1_769_860_800;
export const PURCHASES = 40;
export const EVENTS = 250;
/** Without an amount, with an amount that is not whole, and with an unknown currency. */
export const MALFORMED = new Map<number, object>([
  [17, { cents: undefined }],
  [100, { cents: 1.5 }],
  [249, { currency: 'XXX' }],
]);

/** The worker's own parts on a database of this test file, with deliveries of several charges of the provider `fake`. */
export function usePartsWorker() {
  let tables: Awaited<ReturnType<typeof createDatabase>>;
  let open: ReturnType<typeof openDatabase>;
  beforeAll(async () => {
    tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    open = openDatabase({ url: tables.url, poolSize: 4 });
  });
  afterAll(async () => {
    await open.close();
    await tables.drop();
  });
  const eventsOf = (account: string) =>
    open.prisma.event.findMany({ where: { account }, orderBy: { id: 'asc' } });
  return {
    get db() {
      return open.prisma;
    },
    workerWith: (account: string, trouble?: Trouble, other?: OtherParts) =>
      workerWith(open.prisma, account, { trouble, other }),
    eventsOf,
    ordersOf: async (account: string) => {
      const orders = await open.prisma.order.findMany({ where: { account }, orderBy: { orderRef: 'asc' } });
      return orders.map(({ orderRef, status, paidMinor }) => `${orderRef} ${status} ${paidMinor.toFixed()}`);
    },
    statusesOf: async (account: string) => {
      const counts: Record<string, number> = {};
      for (const { status } of await eventsOf(account)) counts[status] = (counts[status] ?? 0) + 1;
      return counts;
    },
  };
}

/** The error of a transaction, counted from 1. */
export type Trouble = (transaction: number) => Error | undefined;

/** What a test replaces: the accounts, the queue of questions, the outbound requests. */
type OtherParts = Partial<Pick<ProcessContext, 'accounts' | 'queue' | 'io'>>;

/** A delivery of charges of 1.00 EUR each, spread over this number of purchases. */
export function batch(
  account: string,
  {
    events = EVENTS,
    purchases = PURCHASES,
    malformed = MALFORMED,
    ...job
  }: Partial<DeliveryJob> & {
    readonly events?: number;
    readonly purchases?: number;
    readonly malformed?: ReadonlyMap<number, object>;
  } = {},
): DeliveryJob {
  const body = {
    id: 'evt_batch',
    kind: 'charge_batch',
    at: AT + EVENTS,
    events: Array.from({ length: events }, (_, at) => ({
      id: `evt_${at}`,
      kind: 'charge_paid',
      at: AT + at,
      charge: {
        id: `ch_${at}`,
        order: `ord_${at % purchases}`,
        cents: 100,
        currency: 'EUR',
        ...malformed.get(at),
      },
    })),
  };
  return {
    kind: 'event',
    provider: 'fake',
    account,
    mode: 'test',
    eventKey: 'evt_batch',
    type: 'charge_batch',
    receivedAt: new Date((AT + 300) * 1000),
    headers: { 'x-id': 'evt_batch' },
    body: Buffer.from(JSON.stringify(body)),
    ...job,
  };
}

function workerWith(
  real: Database,
  account: string,
  {
    trouble = () => undefined,
    other = {},
  }: { readonly trouble?: Trouble | undefined; readonly other?: OtherParts | undefined },
) {
  const lines: { msg: string; [field: string]: unknown }[] = [];
  const metrics = createMetrics(WORKER_METRICS, { app: 'worker' });
  const leaving = new AbortController();
  let transactions = 0;
  const db = new Proxy(real, {
    get: (target, key) => {
      if (key !== '$transaction') return Reflect.get(target, key) as unknown;
      return async (...work: Parameters<Database['$transaction']>) => {
        transactions += 1;
        const error = trouble(transactions);
        if (error instanceof Left) leaving.abort();
        else if (error) throw error;
        return target.$transaction(...work);
      };
    },
  });
  const unused = () => Promise.reject(new Error('nothing is to be asked'));
  const context = {
    db,
    write: createEventWriter(db, { settings: DEFAULT_SETTINGS }),
    projection: DEFAULT_SETTINGS,
    erased: openErasedCustomers(db),
    accounts: indexAccounts([
      {
        provider: { ...(fake as unknown as Provider), slug: fake.slug },
        name: account,
        mode: 'test',
        settings: { webhookSecrets: [] },
      },
    ]),
    queue: { enqueue: unused },
    io: { now: () => new Date((AT + 303) * 1000), fetch: unused, fetchCertificate: unused },
    logger: createLogger({
      app: 'worker',
      level: 'info',
      destination: { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) },
    }),
    metrics,
    ...other,
  };
  const meta = (isLastAttempt: boolean): JobMeta => ({
    jobId: 'job',
    attempt: 1,
    isLastAttempt,
    signal: leaving.signal,
  });
  return {
    run: (job: DeliveryJob, isLastAttempt = false) =>
      runJob(job, meta(isLastAttempt), context).catch((error: unknown) => error),
    transactions: () => transactions,
    lines: (message: string) => lines.filter(({ msg }) => msg === message),
    counted: (outcome: string) =>
      Number(
        new RegExp(
          `payspool_events_total\\{app="worker",provider="fake",outcome="${outcome}"\\} (\\d+)`,
        ).exec(metrics.render())?.[1] ?? 0,
      ),
  };
}

/** Stands for a stop of the worker, and not for an error. */
export class Left extends Error {}
