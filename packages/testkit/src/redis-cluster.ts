import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerProcess } from './server-process.ts';
import { type RedisServerOptions, startRedisServer } from './redis-server.ts';
import { askRedis, REPLICATED, type ReplicatedRedis, untilInStep } from './replicated-redis.ts';
import { waitFor } from './wait-for.ts';

/** The slots of three primaries. */
const RANGES = [
  [0, 5460],
  [5461, 10_922],
  [10_923, 16_383],
] as const;

/**
 * Starts a cluster of three primaries with one replica each. `primary` is the one that owns the slot of `key`, and `replicas` are its
 * replicas.
 *
 * @throws {Error} with the server's output, if one does not get ready
 */
export async function startRedisCluster({
  key,
  nodeTimeoutMs = 2000,
}: {
  readonly key: string;
  /** A node without an answer for this time counts as failed, and its replica is promoted. */
  readonly nodeTimeoutMs?: number;
}): Promise<ReplicatedRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-cluster-'));
  const flags = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs), ...REPLICATED];
  const nodes: ServerProcess[] = [];
  const started = new Set<ServerProcess>();
  const start = async (name: string, ports: Pick<RedisServerOptions, 'port' | 'busPort'> = {}) => {
    await mkdir(join(dir, name), { recursive: true });
    const server = await startRedisServer({ dir: join(dir, name), flags, ...ports });
    started.add(server);
    return server;
  };
  const stop = async () => {
    await Promise.all([...started].map((server) => server.kill()));
    await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    for (let place = 0; place < 2 * RANGES.length; place += 1) nodes.push(await start(`node-${place}`));
    await form(nodes);
    const [first] = nodes;
    const slot = first ? await askRedis(first, (client) => client.cluster('KEYSLOT', key)) : 0;
    const place = RANGES.findIndex(([from, to]) => slot >= from && slot <= to);
    const [primary, replica] = [nodes[place], nodes[place + RANGES.length]];
    if (!primary || !replica) throw new Error('no node owns the slot');
    return {
      url: `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
      primary,
      replicas: [replica],
      neighbours: [],
      // A restarted node accepts no writes until it has contact with the others.
      untilNamed: async () => undefined,
      restartPrimary: async () => void (await start(`node-${place}`, primary)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function form(nodes: readonly ServerProcess[]): Promise<void> {
  const [first, ...others] = nodes;
  if (!first) return;
  const ids: string[] = [];
  for (const [place, node] of nodes.entries())
    await askRedis(node, async (client) => {
      ids.push(String(await client.call('CLUSTER', 'MYID')));
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(place + 1));
      const range = RANGES[place];
      if (range) await client.call('CLUSTER', 'ADDSLOTSRANGE', ...range.map(String));
    });
  for (const { port, busPort } of others)
    await askRedis(first, (client) =>
      client.call('CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort)),
    );
  const everywhere = (what: string, isSo: (info: string) => boolean) =>
    waitFor(
      async () => {
        const infos = nodes.map((node) =>
          askRedis(node, async (client) => String(await client.call('CLUSTER', 'INFO'))),
        );
        return (await Promise.all(infos)).every(isSo);
      },
      { timeoutMs: 30_000, everyMs: 100, what },
    );
  await everywhere('the nodes know each other', (info) => info.includes(`known_nodes:${nodes.length}`));
  for (const [place, replica] of nodes.slice(RANGES.length).entries())
    await waitFor(
      () =>
        askRedis(replica, (client) => client.call('CLUSTER', 'REPLICATE', ids[place] ?? '')).then(
          () => true,
          () => false,
        ),
      { timeoutMs: 30_000, everyMs: 100, what: 'a replica finds its primary' },
    );
  await everywhere('the cluster is formed', (info) => /cluster_state:ok[^]*cluster_size:3/.test(info));
  await Promise.all(nodes.slice(0, RANGES.length).map((primary) => untilInStep(primary, 1)));
}
