import { openDatabase } from '@payspool/db';
import { applyEvents, DEFAULT_SETTINGS, type Delivered } from '@payspool/projection';
import {
  type Account,
  findProvider,
  indexAccounts,
  outboundFetch,
  partEventKey,
  readDelivery,
} from '@payspool/providers';
import { type FakeApi, type Scenario, simulatorOf, startApiServer } from '@payspool/providers/simulator';
import { createDatabase } from '@payspool/testkit';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createFakeApi as createPaymentKit } from '../../providers/src/paymentkit/simulator/fake-api.ts';
import { CURRENCIES } from '../../providers/src/paymentkit/simulator/scenarios/objects.ts';
import { createFakeApi as createPaypal } from '../../providers/src/paypal/simulator/fake-api.ts';
import { createFakeApi as createRazorpay } from '../../providers/src/razorpay/simulator/fake-api.ts';
import {
  createFakeApi as createStripe,
  FAKE_API_KEY,
} from '../../providers/src/stripe/simulator/fake-api.ts';
import {
  backfill,
  createOperation,
  type Finding,
  reconcile,
  runOperation,
  type RunOptions,
} from '../src/index.ts';
import { applyJob } from './jobs-of-queue.ts';
import { quietQueue } from './quiet-queue.ts';

const STARTS_AT = new Date('2026-01-31T12:00:00.000Z');
const SINCE = '2026-01-01T00:00:00.000Z';
const NOW = new Date('2026-09-30T12:00:00.000Z');
const now = () => NOW;
type Deliveries = Scenario['deliveries'];

/** The fake of each provider's API, with everything that has happened, and the settings that reach it. */
const PROVIDERS = [
  {
    slug: 'stripe',
    open: (happened: Deliveries) => {
      const fake = createStripe({ now });
      fake.account.withDeliveries(happened);
      return { fake, settings: (apiUrl: string) => ({ apiUrl, apiKey: FAKE_API_KEY }) };
    },
  },
  {
    slug: 'paypal',
    open: (happened: Deliveries) => {
      const credentials = { clientId: 'app', clientSecret: 's3cret' };
      const fake = createPaypal({ now, credentials });
      fake.withDeliveries(happened);
      return { fake, settings: (apiUrl: string) => ({ apiUrl, ...credentials }) };
    },
  },
  {
    slug: 'razorpay',
    open: (happened: Deliveries) => {
      const fake = createRazorpay({ now });
      fake.withDeliveries(happened);
      const settings = { keyId: 'rzp_test_fake', keySecret: 'secret_of_the_fake' };
      return { fake, settings: (apiUrl: string) => ({ apiUrl, ...settings }) };
    },
  },
  {
    slug: 'paymentkit',
    open: (happened: Deliveries) => {
      const fake = createPaymentKit({ now });
      fake.withDeliveries(happened);
      const settings = { currencies: CURRENCIES, accessKey: 'access_key_of_the_fake' };
      return { fake, settings: (apiUrl: string) => ({ apiUrl, ...settings }) };
    },
  },
];

const deliveriesOf = (slug: string): Deliveries =>
  Object.entries(simulatorOf(slug).scenarios).flatMap(
    ([, scenario], at) => scenario?.({ uid: `reconciled00${at}`, startsAt: STARTS_AT }).deliveries ?? [],
  );

async function openCompared(
  slug: string,
  { fake, settings }: { readonly fake: FakeApi; readonly settings: (url: string) => object },
) {
  const tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  const { prisma: db, close } = openDatabase({ url: tables.url, poolSize: 4 });
  const server = await startApiServer(fake);
  onTestFinished(async () => {
    await Promise.all([server.close(), close()]);
    await tables.drop();
  });
  const provider = findProvider(slug);
  if (!provider?.reads?.objects) throw new Error(`${slug} has no objects`);
  const rate = { burst: 50, perSecond: 5000 };
  const account: Account = {
    // The clock stands still here, so nothing waits for it.
    provider: {
      ...provider,
      reads: {
        ...provider.reads,
        rate: { live: rate, test: rate },
        objects: { ...provider.reads.objects, settleMs: 0 },
      },
    },
    name: 'default',
    mode: 'test',
    settings: provider.settings.parse(settings(server.url)),
  };
  const options: RunOptions = {
    db,
    accounts: indexAccounts([account]),
    settings: DEFAULT_SETTINGS,
    queue: quietQueue(),
    io: { now, fetch: outboundFetch },
    forgetJobs: () => Promise.resolve({ jobs: 0 }),
    signal: new AbortController().signal,
    pace: { retriesMs: [1], secondLookMs: 0 },
  };
  const importAll = async () => {
    const queue = quietQueue();
    const params = { provider: slug, since: SINCE, react: [] };
    const { id } = await createOperation(
      { kind: 'backfill', params, isRehearsal: false, requestedBy: 'test' },
      options,
    );
    const { status, report } = await runOperation(id, { ...options, queue });
    expect(status).toBe('done');
    for (const job of queue.jobs) await applyJob(job, account, db);
    return backfill.report.parse(report);
  };
  const compare = async (isRehearsal: boolean) => {
    const params = { provider: slug, since: SINCE, react: false };
    const { id } = await createOperation(
      { kind: 'reconcile', params, isRehearsal, requestedBy: 'test' },
      options,
    );
    const { status, report } = await runOperation(id, options);
    expect(status).toBe('done');
    return reconcile.report.parse(report);
  };
  const deliver = async (body: Buffer) => {
    for (const one of deliveredOf(account, body)) await applyEvents(db, [one]);
  };
  /** What decides about money and access, of every order and subscription. */
  const shown = async () => [
    ...(await db.order.findMany({ orderBy: { orderRef: 'asc' } })).map((row) =>
      [
        row.orderRef,
        row.status,
        row.amountMinor,
        row.paidMinor,
        row.refundedMinor,
        row.chargedBackMinor,
        row.access,
      ].join(' '),
    ),
    ...(await db.subscription.findMany({ orderBy: { subscriptionRef: 'asc' } })).map((row) =>
      [row.subscriptionRef, row.status, row.access].join(' '),
    ),
  ];
  return { db, compare, deliver, importAll, shown };
}

function deliveredOf(account: Account, body: Buffer): Delivered[] {
  const { eventKey } = account.provider.identify({ headers: {}, body });
  const { type, occurredAt, meaning } = readDelivery({ body, headers: {}, receivedAt: NOW }, account);
  const record = {
    provider: account.provider.slug,
    account: 'default',
    eventKey,
    type,
    occurredAt,
    receivedAt: NOW,
    mode: 'test' as const,
    rawBody: body,
    headers: {},
  };
  if (meaning.status !== 'split') return [{ record, result: meaning }];
  return meaning.parts.map((part) => ({
    record: { ...record, eventKey: partEventKey(eventKey, part), partOf: eventKey, rawBody: null },
    result: part.meaning,
  }));
}

const inShort = ({ kind, id, class: name, rows, remedy }: Finding) =>
  `${kind} ${id} ${name} ${JSON.stringify(rows)} ${name === 'contradicts' ? remedy : ''}`;

describe.each(PROVIDERS)('a comparison with the API of $slug', ({ slug, open }) => {
  let deliveries: Deliveries;
  beforeAll(() => {
    deliveries = deliveriesOf(slug);
  });

  it('finds nothing if everything was delivered', async () => {
    const { compare, deliver } = await openCompared(slug, open(deliveries));
    for (const { body } of deliveries) await deliver(body);
    const report = await compare(true);
    expect(report.unread).toEqual([]);
    expect(report.read).toBeGreaterThan(5);
    expect(report.findings.map(inShort)).toEqual([]);
  });

  it('records what was not delivered, and then finds nothing', async () => {
    const { compare, deliver, shown } = await openCompared(slug, open(deliveries));
    const whole = await openCompared(slug, open(deliveries));
    for (const { body } of deliveries) await whole.deliver(body);
    for (const { body } of deliveries.slice(0, 3)) await deliver(body);
    const applied = await compare(false);
    expect(applied.findings.filter((finding) => !finding.applied).map(inShort)).toEqual([]);
    expect(applied.applied).toBeGreaterThan(3);
    expect((await compare(true)).findings.map(inShort)).toEqual([]);
    expect(await shown()).toEqual(await whole.shown());
  });

  it('finds nothing after an import, which publishes nothing and shows what the deliveries would', async () => {
    const { db, compare, importAll, shown } = await openCompared(slug, open(deliveries));
    const whole = await openCompared(slug, open(deliveries));
    for (const { body } of deliveries) await whole.deliver(body);
    const imported = await importAll();
    expect(imported).toMatchObject({ unread: [], unreadable: 0, elsewhere: 0 });
    expect(imported.queued).toBeGreaterThan(5);
    expect(await db.outbox.count()).toBe(0);
    expect((await compare(true)).findings.map(inShort)).toEqual([]);
    expect(await shown()).toEqual(await whole.shown());
  });
});
