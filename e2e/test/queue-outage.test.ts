import { migrateQueue } from '@payspool/queue';
import { freePort, hasRedisServer, startPostgresServer, startRedisServer, waitFor } from '@payspool/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { spawnApp } from '../product/stack/spawn-app.ts';
import { createStopList } from '../product/stack/stop-in-reverse.ts';
import { deliver, paidCheckout } from './stripe-delivery.ts';

const SECRET = 'whsec_of_this_test_alone';

const stores = [
  {
    name: 'Redis',
    missing: !hasRedisServer(),
    urlAt: (port: number) => `redis://127.0.0.1:${port}`,
    startAt: (port: number) => startRedisServer({ port }),
  },
  {
    name: 'Postgres',
    missing: false,
    urlAt: (port: number) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
    startAt: async (port: number) => {
      const server = await startPostgresServer({ port, fsync: false });
      await migrateQueue(server.url);
      return server;
    },
  },
];

describe.each(stores)('ingest while its $name is down', ({ name, missing, urlAt, startAt }) => {
  const stops = createStopList();
  afterEach(stops.stopAll);

  it.skipIf(missing)(`starts, answers 503, and 202 without a restart once ${name} is up`, async () => {
    const port = await freePort();
    const env = {
      QUEUE_URL: urlAt(port),
      PAYSPOOL_MODE: 'test',
      // The test begins with the publishing.
      MERCHANT_REF_GRACE_SECONDS: '0',
      STRIPE_WEBHOOK_SECRETS: SECRET,
      ACK_TIMEOUT_MS: '1500',
      LOG_LEVEL: 'silent',
    };
    const ingest = await stops.start(spawnApp({ name: 'ingest', port: await freePort(), env }));
    const ready = async () => (await fetch(`${ingest.url}/readyz`)).status;
    expect(await ready()).toBe(503);

    const { body } = paidCheckout();
    const refused = await deliver(`${ingest.url}/webhooks/stripe`, body, SECRET);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toEqual({ error: 'unavailable' });
    // A forged delivery is still refused, because that needs no store.
    expect((await deliver(`${ingest.url}/webhooks/stripe`, body, 'whsec_of_somebody_else')).status).toBe(401);

    await stops.start(startAt(port));
    await waitFor(async () => (await ready()) === 200, { timeoutMs: 20_000, what: 'ingest is ready' });
    expect((await deliver(`${ingest.url}/webhooks/stripe`, body, SECRET)).status).toBe(202);
    await ingest.stop();
    expect(await ingest.ended).toBe(0);
  });
});
