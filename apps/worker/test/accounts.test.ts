import { openDatabase } from '@payspool/db';
import { DEFAULT_SETTINGS, recordedDeliveries, openErasedCustomers } from '@payspool/projection';
import { indexAccounts, type NamedMerchant, type Provider } from '@payspool/providers';
import type { DeliveryJob } from '@payspool/queue';
import { createLogger, createMetrics } from '@payspool/runtime';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fake } from '../../../packages/providers/src/fake/index.ts';
import { createEventWriter } from '../src/event-writer.ts';
import { WORKER_METRICS } from '../src/metrics.ts';
import { runJob } from '../src/run-job.ts';

let tables: Awaited<ReturnType<typeof createDatabase>>;
let open: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openDatabase({ url: tables.url, poolSize: 3 });
});
afterAll(async () => {
  await open.close();
  await tables.drop();
});

const jobOf = (account: string, id: string, charge: object = {}): DeliveryJob => ({
  kind: 'event',
  provider: 'fake',
  account,
  mode: 'test',
  eventKey: `evt_${id}`,
  type: 'charge_paid',
  receivedAt: new Date('2026-01-31T12:05:00.000Z'),
  headers: {},
  body: Buffer.from(
    JSON.stringify({
      id: `evt_${id}`,
      kind: 'charge_paid',
      at: 1_769_860_800,
      charge: { id: `ch_${id}`, order: `ord_${id}`, cents: 100, currency: 'EUR', ...charge },
    }),
  ),
});

/** Runs a job like the worker, for a provider whose bodies name this merchant. */
async function run(job: DeliveryJob, merchant: NamedMerchant | undefined) {
  const lines: string[] = [];
  const metrics = createMetrics(WORKER_METRICS, { app: 'worker' });
  const unused = () => Promise.reject(new Error('nothing is to be asked'));
  const provider: Provider = {
    ...(fake as unknown as Provider),
    normalise: (delivery, settings) => ({
      ...(fake as unknown as Provider).normalise(delivery, settings),
      ...(merchant && { merchant }),
    }),
  };
  const context = {
    db: open.prisma,
    write: createEventWriter(open.prisma, { settings: DEFAULT_SETTINGS }),
    projection: DEFAULT_SETTINGS,
    erased: openErasedCustomers(open.prisma),
    accounts: indexAccounts([{ provider, name: job.account, mode: 'test', settings: {} }]),
    queue: { enqueue: unused },
    io: { now: () => new Date('2026-01-31T12:05:03.000Z'), fetch: unused, fetchCertificate: unused },
    logger: createLogger({
      app: 'worker',
      level: 'info',
      destination: { write: (line) => lines.push(line) },
    }),
    metrics,
  };
  const meta = { jobId: 'job', attempt: 1, isLastAttempt: false, signal: new AbortController().signal };
  await runJob(job, meta, context).catch(() => undefined);
  return { lines: lines.join(), metrics: metrics.render() };
}

const rowsOf = async (eventKey: string) => {
  const rows = await open.prisma.event.findMany({ where: { eventKey }, orderBy: { account: 'asc' } });
  return rows.map(({ account, providerAccount, status, error }) => ({
    account,
    providerAccount,
    status,
    error,
  }));
};

describe("an event of the merchant's account", () => {
  it("that is ours is stored with the merchant's id and the account of its endpoint", async () => {
    await run(jobOf('ours', '1'), { ref: 'acct_1', is: 'ours' });
    expect(await rowsOf('evt_1')).toEqual([
      { account: 'ours', providerAccount: 'acct_1', status: 'applied', error: null },
    ]);
  });

  it('that is connected makes rows of its own, and no metric label', async () => {
    const { lines, metrics } = await run(jobOf('shop', '2'), { ref: 'acct_2', is: 'connected' });
    expect(await rowsOf('evt_2')).toEqual([
      { account: 'shop/acct_2', providerAccount: 'acct_2', status: 'applied', error: null },
    ]);
    expect(await open.prisma.order.findMany({ where: { orderRef: 'ord_2' } })).toMatchObject([
      { account: 'shop/acct_2', status: 'paid' },
    ]);
    expect(lines).toContain('"account":"shop"');
    expect(metrics).not.toContain('acct_2');
  });

  it('that is not allowed is ignored, and applied when it comes again after it was allowed', async () => {
    const job = jobOf('shop', '3');
    await run(job, { ref: 'acct_3', is: 'other', setting: 'connected_accounts' });
    expect(await rowsOf('evt_3')).toEqual([
      {
        account: 'shop/acct_3',
        providerAccount: 'acct_3',
        status: 'ignored',
        error: 'an event of the account acct_3, which is not ours (FAKE_CONNECTED_ACCOUNTS allows accounts)',
      },
    ]);
    expect(await open.prisma.order.count({ where: { orderRef: 'ord_3' } })).toBe(0);
    // The account is allowed from here on.
    await run(job, { ref: 'acct_3', is: 'connected' });
    expect(await rowsOf('evt_3')).toMatchObject([{ account: 'shop/acct_3', status: 'applied' }]);
  });

  it('that could not be read was recorded under the account of its endpoint, and no longer counts as failed once it can be read', async () => {
    await run(jobOf('shop', '4', { cents: 'ten' }), { ref: 'acct_4', is: 'connected' });
    expect(await rowsOf('evt_4')).toMatchObject([
      { account: 'shop', providerAccount: null, status: 'failed' },
    ]);
    await run(jobOf('shop', '4'), { ref: 'acct_4', is: 'connected' });
    expect(await rowsOf('evt_4')).toMatchObject([
      { account: 'shop', status: 'ignored', error: 'recorded as an event of shop/acct_4' },
      { account: 'shop/acct_4', status: 'applied' },
    ]);
  });

  it('shares its delivery ids with the account of the endpoint', async () => {
    const bound = { deliveryRef: 'delivery-1' };
    await run({ ...jobOf('bound', '5'), ...bound }, undefined);
    await run({ ...jobOf('bound', '6'), ...bound }, { ref: 'acct_6', is: 'connected' });
    expect(await rowsOf('evt_6')).toMatchObject([
      { account: 'bound/acct_6', providerAccount: 'acct_6', status: 'failed' },
    ]);
    expect(await open.prisma.order.count({ where: { orderRef: 'ord_6' } })).toBe(0);
  });
});

it('the jobs of recorded deliveries are found under their own and under connected accounts', async () => {
  await run(jobOf('jobs', 'own'), { ref: 'acct_0', is: 'ours' });
  await run(jobOf('jobs', 'connected'), { ref: 'acct_7', is: 'connected' });
  await run(jobOf('jobs', 'erased'), { ref: 'acct_7', is: 'connected' });
  await open.prisma.event.updateMany({ where: { eventKey: 'evt_erased' }, data: { rawBody: null } });
  const names = ['own', 'connected', 'erased', 'lost'].map((id) => ({
    provider: 'fake',
    account: 'jobs',
    eventKey: `evt_${id}`,
  }));
  const elsewhere = { provider: 'fake', account: 'job', eventKey: 'evt_own' };
  const keys = (found: readonly { eventKey: string }[]) => found.map(({ eventKey }) => eventKey);
  expect(keys(await recordedDeliveries(open.prisma, [...names, elsewhere]))).toEqual([
    'evt_own',
    'evt_connected',
    'evt_erased',
  ]);
  expect(keys(await recordedDeliveries(open.prisma, names, { bodyGone: true }))).toEqual(['evt_erased']);
  expect(await recordedDeliveries(open.prisma, [])).toEqual([]);
});
