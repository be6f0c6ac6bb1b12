import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hasRedisServer, startRedisServer, waitFor, type ServerProcess } from '@payspool/testkit';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { openDeliveryQueue, openDeliveryWorker } from '../src/index.ts';
import { delivery } from './delivery.ts';
import { CLUSTER_NODE, clusterUrl, formCluster } from './form-cluster.ts';

describe.skipIf(!hasRedisServer())('Redis with several servers (needs redis-server)', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  it('a delivery passes through a cluster', async () => {
    const servers = [await redis(CLUSTER_NODE), await redis(CLUSTER_NODE)];
    await formCluster(servers);
    await deliverOnce(clusterUrl(servers));
  });

  it('a delivery passes through the primary that the sentinels name', async () => {
    const master = await redis();
    const sentinel = await sentinelOf(master);
    const url = `redis-sentinel://127.0.0.1:${await freePort()},127.0.0.1:${sentinel.port}/payments?db=2`;
    await deliverOnce(url);
    const client = new Redis(`${master.url}/2`);
    expect(await client.dbsize()).toBeGreaterThan(0);
    client.disconnect();
  });

  async function deliverOnce(url: string): Promise<void> {
    const queue = openDeliveryQueue({ url, dedupeTtlMs: 60_000, onError: () => undefined });
    closing.push(queue.close);
    // The first attempts may be refused while the client learns the topology.
    await waitFor(
      () =>
        queue.ping().then(
          () => true,
          () => false,
        ),
      { what: 'the queue to be reached' },
    );
    expect(await queue.proveWrite({ thorough: true })).toBe('written');
    expect(await queue.proveWrite({ thorough: false })).toBe('written');
    expect(await queue.enqueue(delivery())).toBe('accepted');
    expect(await queue.enqueue(delivery())).toBe('duplicate');
    expect(await queue.audit()).toEqual({ safe: true, findings: [], readable: true });
    const got: Buffer[] = [];
    const worker = openDeliveryWorker({
      url,
      concurrency: 2,
      process: async ({ body }) => void got.push(body),
      isPermanent: () => false,
      onError: () => undefined,
    });
    closing.push(() => worker.drain(1000));
    await waitFor(async () => (await queue.depth()).completed === 1, { what: 'the delivery to be done' });
    expect(got).toEqual([delivery().body]);
  }

  async function redis(flags: string[] = []): Promise<ServerProcess> {
    const server = await startRedisServer({ flags });
    closing.push(server.stop);
    return server;
  }

  async function sentinelOf(master: ServerProcess): Promise<{ port: number }> {
    const dir = await mkdtemp(join(tmpdir(), 'payspool-sentinel-'));
    const port = await freePort();
    const config = join(dir, 'sentinel.conf');
    await writeFile(
      config,
      `bind 127.0.0.1\nport ${port}\nsentinel monitor payments 127.0.0.1 ${master.port} 1\n`,
    );
    const sentinel = spawn('redis-server', [config, '--sentinel'], { stdio: 'ignore' });
    const exited = once(sentinel, 'exit');
    closing.push(async () => {
      sentinel.kill('SIGKILL');
      await exited;
      await rm(dir, { recursive: true, force: true });
    });
    return { port };
  }
});
