import { freePort, hasRedisServer, startRedisServer, waitFor } from '@payspool/testkit';
import { simulatorOf } from '@payspool/providers/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startProcess } from './ingest-process.ts';
import { redisCommand } from './redis-command.ts';

/** An ingest process on a separate Redis, with what an operator can observe. */
async function start() {
  const redis = await startRedisServer();
  onTestFinished(redis.stop);
  const { env, signing } = await simulatorOf('stripe').createCredentials({ now: new Date() });
  const metricsPort = await freePort();
  const app = startProcess({
    ...env,
    PAYSPOOL_MODE: 'test',
    QUEUE_URL: redis.url,
    INGEST_PORT: '0',
    METRICS_PORT: String(metricsPort),
  });
  onTestFinished(async () => {
    app.stop();
    await app.exited;
  });
  const address = await app.address();
  const readyz = async () => {
    const response = await fetch(`${address}/readyz`);
    return [response.status, await response.json()] as const;
  };
  return {
    readyz,
    type: (command: string) => redisCommand(redis.port, command),
    until: (status: number) =>
      waitFor(async () => (await readyz())[0] === status, { what: `readiness ${status}` }),
    deliver: async (id: string) => {
      const body = Buffer.from(`{"id":"${id}"}`);
      const { headers } = simulatorOf('stripe').sign({
        body,
        sentAt: new Date(),
        path: '/webhooks/stripe',
        signing,
      });
      return fetch(`${address}/webhooks/stripe`, { method: 'POST', headers, body: new Uint8Array(body) });
    },
    /** The reasons for which the metric is 1. */
    refused: async () => {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      const lines = text.matchAll(/^payspool_store_refused\{.*store="queue",reason="(\w+)"\} (\d)$/gm);
      const values = [...lines].map(([, reason, value]) => [reason, value]);
      expect(values).toContainEqual(['disk_full', '0']);
      return values.flatMap(([reason, value]) => (value === '1' ? reason : []));
    },
    /** The lines of one message. */
    logged: (message: string) =>
      app
        .stdout()
        .split('\n')
        .filter((line) => line.includes(`"msg":"${message}`))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe.skipIf(!hasRedisServer())('an ingest whose Redis refuses writes (needs redis-server)', () => {
  it('is not ready, gives the reason in /readyz, the metric and the log, and becomes ready again by itself', async () => {
    const ingest = await start();
    expect(await ingest.readyz()).toEqual([200, { status: 'ready' }]);
    expect(await ingest.refused()).toEqual([]);

    await ingest.type('CONFIG SET maxmemory 1');
    await ingest.until(503); // there are no deliveries
    expect(await ingest.readyz()).toEqual([
      503,
      {
        status: 'unavailable',
        reason: 'queue_out_of_memory',
        detail: 'Redis refuses writes: it has reached maxmemory',
      },
    ]);
    expect(await ingest.refused()).toEqual(['out_of_memory']);
    for (const id of ['evt_1', 'evt_2', 'evt_3']) {
      const answer = await ingest.deliver(id);
      expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
        503,
        '10',
        { error: 'unavailable' },
      ]);
    }
    await ingest.type('REPLICAOF 127.0.0.1 1');
    await ingest.type('CONFIG SET maxmemory 0');
    await waitFor(async () => (await ingest.refused()).includes('read_only'), { what: 'the other reason' });
    await waitFor(async () => (await ingest.deliver('evt_4')).status === 503, { what: 'a refusal' });

    await ingest.type('REPLICAOF NO ONE');
    await ingest.until(200);
    expect(await ingest.refused()).toEqual([]);
    expect((await ingest.deliver('evt_1')).status).toBe(202);

    const refusals = ingest.logged('the queue refuses writes');
    expect(refusals.map(({ level, reason }) => [level, reason])).toEqual([
      ['error', 'out_of_memory'],
      ['error', 'read_only'],
    ]);
    expect(refusals[0]).toMatchObject({ remedy: 'raise maxmemory or free memory' });
    expect(ingest.logged('the queue takes writes again')).toHaveLength(1);
    // One line for each kind of error, and not one for each delivery.
    const troubles = ingest.logged('delivery not acknowledged').filter(({ err }) => err);
    expect(troubles.filter(({ reason }) => reason === 'out_of_memory')).toHaveLength(1);
  });
});
