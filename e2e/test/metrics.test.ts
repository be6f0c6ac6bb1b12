import { freePort, hasRedisServer, startRedisServer, waitFor } from '@payspool/testkit';
import { describe, expect, it } from 'vitest';
import { openStack } from './stack.ts';
import { deliver, paidCheckout } from './stripe-delivery.ts';

const SECRET = 'whsec_of_this_test_alone';
/** Prometheus scrapes every few seconds, and must see an outage while it lasts. */

const startRedis = (port: number) => startRedisServer({ port });

async function startApps() {
  const [redisPort, ingestMetrics, workerMetrics] = await Promise.all([freePort(), freePort(), freePort()]);
  const queueUrl = `redis://127.0.0.1:${redisPort}`;
  const stack = await openStack(
    { name: 'on a Redis of its own', queueUrl: () => queueUrl, missing: false },
    { place: 0 },
  );
  const redis = await startRedis(redisPort);
  stack.add(redis.stop);
  const env = { STRIPE_WEBHOOK_SECRETS: SECRET, ACK_TIMEOUT_MS: '1500', LOG_LEVEL: 'silent' };
  const [ingest] = await Promise.all([
    stack.start('ingest', { ...env, METRICS_PORT: String(ingestMetrics) }),
    stack.start('worker', { ...env, METRICS_PORT: String(workerMetrics) }),
  ]);
  return {
    stack,
    redis,
    restartRedis: async () => stack.add((await startRedis(redisPort)).stop),
    send: async (secret = SECRET, body = paidCheckout().body) =>
      (await deliver(`${ingest.url}/webhooks/stripe`, body, secret)).status,
    scrapeIngest: () => scrape(ingestMetrics),
    scrapeWorker: () => scrape(workerMetrics),
  };
}

/** Every value by its name and labels, without the label of the app. */
async function scrape(port: number): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await response.text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      const name = line
        .slice(0, at)
        .replace(/app="\w+",?/, '')
        .replace('{}', '');
      return [name, Number(line.slice(at + 1))];
    }),
  );
}

const stripe = (name: string, outcome: string) => `${name}{provider="stripe",outcome="${outcome}"}`;

describe(`the metrics of ingest and worker${hasRedisServer() ? '' : ' (skipped: this machine has no redis-server)'}`, () => {
  it.skipIf(!hasRedisServer())('match the events, and show an outage while it lasts', async () => {
    const { stack, redis, restartRedis, send, scrapeIngest, scrapeWorker } = await startApps();
    try {
      const { body } = paidCheckout();
      expect([
        await send(SECRET, body),
        await send(SECRET, body),
        await send('whsec_of_somebody_else'),
      ]).toEqual([202, 200, 401]);
      const applied = async () =>
        (await scrapeWorker()).get(stripe('payspool_events_total', 'applied')) === 1;
      await waitFor(applied, { what: 'the event is applied' });

      const received = await scrapeIngest();
      expect(received.get(stripe('payspool_deliveries_total', 'accepted'))).toBe(1);
      expect(received.get(stripe('payspool_deliveries_total', 'duplicate'))).toBe(1);
      expect(received.get(stripe('payspool_deliveries_total', 'refused'))).toBe(1);
      expect(received.get(stripe('payspool_deliveries_total', 'unavailable'))).toBe(0);
      expect(received.get('payspool_refusals_total{provider="stripe",code="signature_mismatch"}')).toBe(1);
      expect(received.get('payspool_acknowledgement_seconds_count{provider="stripe",status="202"}')).toBe(1);
      expect(received.get('payspool_store_up{store="queue"}')).toBe(1);
      expect(received.get('payspool_queue_safe')).toBe(1);

      const done = await scrapeWorker();
      expect(done.get('payspool_queue_jobs{queue="deliveries",state="waiting"}')).toBe(0);
      expect(done.get('payspool_queue_oldest_waiting_seconds{queue="deliveries"}')).toBe(0);
      expect(done.get('payspool_event_lag_seconds_count{provider="stripe"}')).toBe(1);
      expect(done.get('payspool_processing_lag_seconds_bucket{provider="stripe",le="60"}')).toBe(1);
      expect(done.get('payspool_event_attempts_bucket{outcome="applied",le="1"}')).toBe(1);
      expect(done.get(stripe('payspool_events_total', 'failed'))).toBe(0);

      await redis.stop();
      expect(await send()).toBe(503);
      const [cutOff, idle] = await Promise.all([scrapeIngest(), scrapeWorker()]);
      expect(cutOff.get(stripe('payspool_deliveries_total', 'unavailable'))).toBe(1);
      expect(cutOff.get('payspool_acknowledgement_seconds_count{provider="stripe",status="503"}')).toBe(1);
      for (const page of [cutOff, idle]) expect(page.get('payspool_store_up{store="queue"}')).toBe(0);
      expect(cutOff.has('payspool_queue_safe')).toBe(false);
      expect([...idle.keys()].filter((name) => name.startsWith('payspool_queue_'))).toEqual([]);
      expect(idle.get('payspool_store_up{store="database"}')).toBe(1);
      expect(idle.get('payspool_outbox_undispatched')).toBe(0);

      await restartRedis();
      const isBack = async () => (await scrapeWorker()).get('payspool_store_up{store="queue"}') === 1;
      await waitFor(isBack, { timeoutMs: 20_000, what: 'the worker has its queue again' });
    } finally {
      await stack.close();
    }
  });
});
