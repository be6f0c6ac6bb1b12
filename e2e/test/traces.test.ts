import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitFor } from '@payspool/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ReceivedSpan, startOtlpReceiver } from '../proof/otlp-receiver.ts';
import { createStopList } from '../product/stack/stop-in-reverse.ts';
import { backends } from './backends.ts';
import { createPlanted } from './planted.ts';
import { openStack, post, type Stack } from './stack.ts';
import { deliver, paidCheckout } from './stripe-delivery.ts';

const SECRET = 'whsec_of_this_test_alone';
const stops = createStopList();
afterEach(stops.stopAll);

/** The names from a root span down to one of its spans. */
function pathTo(span: ReceivedSpan, spans: readonly ReceivedSpan[]): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [...(parent ? pathTo(parent, spans) : []), `${span.service}: ${span.name}`];
}

async function startTraced(stack: Stack, env: Readonly<Record<string, string>> = {}) {
  const collector = await stops.start(startOtlpReceiver());
  const traced = {
    STRIPE_WEBHOOK_SECRETS: SECRET,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    LOG_LEVEL: 'fatal',
    ...env,
  };
  const [ingest, worker] = await Promise.all([stack.start('ingest', traced), stack.start('worker', traced)]);
  const untilApplied = (eventKey: string) =>
    waitFor(async () => (await stack.db.event.count({ where: { eventKey, status: 'applied' } })) === 1, {
      timeoutMs: 30_000,
      what: `${eventKey} is applied`,
    });
  // The processes send their remaining spans when they stop.
  const stop = () => Promise.all([ingest.stop(), worker.stop()]);
  return { collector, ingest, untilApplied, stop };
}

describe.each(backends)('a delivery $name', ({ missing, ...backend }) => {
  it.skipIf(missing)('is one trace from its POST to the commit', async () => {
    const stack = await openStack({ missing, ...backend }, { place: 4 });
    stops.add(stack.close);
    const { collector, ingest, untilApplied, stop } = await startTraced(stack);
    const { body, eventKey } = paidCheckout();
    expect((await deliver(`${ingest.url}/webhooks/stripe`, body, SECRET)).status).toBe(202);
    await untilApplied(eventKey);
    await fetch(`${ingest.url}/readyz`);
    await stop();

    const spans = collector.spans();
    const commits = spans.filter(
      ({ name, service, parentSpanId }) =>
        service === 'payspool-worker' &&
        name.startsWith('pg.query:COMMIT') &&
        spans.some((other) => other.spanId === parentSpanId && other.name === 'process deliveries'),
    );
    // A job may need a second transaction; every commit has this path.
    expect(commits).not.toEqual([]);
    for (const commit of commits)
      expect(pathTo(commit, spans)).toEqual([
        'payspool-ingest: POST /webhooks/:provider',
        'payspool-ingest: add deliveries.stripe checkout.session.completed',
        'payspool-worker: process deliveries',
        expect.stringMatching(/^payspool-worker: pg\.query:COMMIT/),
      ]);
    expect(new Set(commits.map(({ traceId }) => traceId)).size).toBe(1);
    // The search for jobs and the polling of a probe make no trace.
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined).map(({ name }) => name);
    expect(roots.filter((name) => name.startsWith('POST'))).toHaveLength(1);
    expect(roots.filter((name) => !/^(POST|add|process) /.test(name))).toEqual([]);
  });
});

it('a trace contains no secret, no header, and no part of a body, after any error', async () => {
  const [onPostgres] = backends;
  if (!onPostgres) throw new Error('there is always a Postgres');
  const planted = createPlanted();
  const stack = await openStack(onPostgres, { place: 0 });
  stops.add(stack.close);
  const token = planted.word('token');
  const { collector, ingest, untilApplied, stop } = await startTraced(stack, {
    IPPOPAY_PATH_TOKEN: token,
    IPPOPAY_PUBLIC_KEY: planted.word('public-key'),
    IPPOPAY_SECRET_KEY: planted.word('secret-key'),
    IPPOPAY_API_URL: 'http://127.0.0.1:1',
    // Sweeps are traced too. `fetch` sends nothing to port 1.
    STRIPE_API_KEY: planted.key('rk_test_'),
    STRIPE_API_URL: `http://127.0.0.1:${await freePort()}`,
    SWEEP_EVERY_SECONDS: '1',
    SWEEP_SINCE: new Date(Date.now() - 86_400_000).toISOString(),
    SWEEP_LEASE_SECONDS: '5',
  });
  const checkout = () => {
    const { eventKey, body } = paidCheckout();
    const event = JSON.parse(body) as { data: { object: object } };
    Object.assign(event.data.object, {
      client_reference_id: planted.word('merchant-ref'),
      customer: planted.word('customer-ref'),
      customer_details: { name: planted.word('name') },
      metadata: { card: planted.cardNumber() },
    });
    return { eventKey, body: JSON.stringify(event) };
  };
  const url = (path: string) => `${ingest.url}/webhooks/${path}?key=${planted.word('query')}`;
  const headers = {
    authorization: `Bearer ${planted.word('authorization')}`,
    'user-agent': planted.word('user-agent'),
    'x-forwarded-for': planted.word('forwarded-for'),
    baggage: `key=${planted.word('baggage')}`,
  };
  const good = checkout();
  expect((await deliver(url('stripe'), good.body, SECRET)).status).toBe(202);
  await untilApplied(good.eventKey);
  expect((await deliver(url('stripe'), checkout().body, planted.word('forged-with'))).status).toBe(401);
  expect((await post(url(`ippopay/${token}`), '{"order_id":"order_1"}', headers)).status).toBe(202);
  expect((await post(url(planted.word('provider')), checkout().body, headers)).status).toBe(404);

  // Postgres refuses a row and quotes it.
  await stack.db
    .$executeRaw`ALTER TABLE events ADD CONSTRAINT refused CHECK (provider <> 'stripe') NOT VALID`;
  expect((await deliver(url('stripe'), checkout().body, SECRET)).status).toBe(202);
  const failed = () =>
    collector
      .spans()
      .some(({ name, attributes }) => name.startsWith('pg.query:ROLLBACK') && attributes['db.system'] !== '');
  await waitFor(failed, { timeoutMs: 30_000, what: 'a transaction that was rolled back is traced' });
  const asksProvider = ({ name, parentSpanId }: ReceivedSpan) =>
    name.startsWith('GET') &&
    collector.spans().some((task) => task.spanId === parentSpanId && task.name === 'process tasks');
  await waitFor(() => collector.spans().some(asksProvider), {
    timeoutMs: 30_000,
    what: 'a sweep that asks its provider is traced',
  });
  await stop();
  expect(collector.spans().map(({ name }) => name)).toContain('POST /webhooks/:provider');
  expect(planted.foundIn(collector.received())).toEqual([]);
});

describe('OpenTelemetry', () => {
  const Coverage = z.object({ result: z.array(z.object({ url: z.string() })) });
  const isOurs = /\/(apps\/(ingest|worker)\/src\/main|telemetry\/register)\.mjs$/;
  const isTheirs = /\/node_modules\/(@opentelemetry|bullmq-otel)\//;

  /** Every file that ingest and worker have loaded when they end, from V8's coverage. */
  async function filesLoaded(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const [onPostgres] = backends;
    if (!onPostgres) throw new Error('there is always a Postgres');
    const dir = await mkdtemp(join(tmpdir(), 'payspool-loaded-'));
    stops.add(() => rm(dir, { recursive: true, force: true }));
    const stack = await openStack(onPostgres, { place: 0 });
    stops.add(stack.close);
    const all = { STRIPE_WEBHOOK_SECRETS: SECRET, NODE_V8_COVERAGE: dir, ...env };
    const apps = await Promise.all([stack.start('ingest', all), stack.start('worker', all)]);
    await Promise.all(apps.map((app) => app.stop()));
    const reports = await Promise.all((await readdir(dir)).map((file) => readFile(join(dir, file), 'utf8')));
    return reports.flatMap((report) => Coverage.parse(JSON.parse(report)).result.map(({ url }) => url));
  }

  it('is not loaded if there is no collector', async () => {
    const off = await filesLoaded({});
    expect(new Set(off.filter((url) => isOurs.test(url))).size).toBe(3);
    expect(off.filter((url) => isTheirs.test(url))).toEqual([]);

    const collector = await stops.start(startOtlpReceiver());
    const on = await filesLoaded({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    expect(on.filter((url) => isTheirs.test(url))).not.toEqual([]);
  });
});
