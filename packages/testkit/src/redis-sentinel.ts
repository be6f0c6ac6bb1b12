import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, guard, type ServerProcess, untilSays } from './server-process.ts';
import { startRedisServer } from './redis-server.ts';
import { askRedis, REPLICATED, type ReplicatedRedis, untilInStep } from './replicated-redis.ts';
import { waitFor } from './wait-for.ts';

const NAME = 'payspool';
const SENTINELS = 3;
const QUORUM = 2;
const REPLICAS = 2;

/**
 * Starts a primary, two replicas, and three sentinels that promote one of them if the primary does not answer for `downAfterMs`.
 *
 * @throws {Error} with the server's output, if one does not get ready
 */
export async function startRedisSentinel({
  downAfterMs = 1500,
}: { readonly downAfterMs?: number } = {}): Promise<ReplicatedRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-sentinel-'));
  const servers: ServerProcess[] = [];
  const sentinels: ServerProcess[] = [];
  const stop = async () => {
    await Promise.all(sentinels.map((sentinel) => sentinel.kill()));
    await Promise.all(servers.map((server) => server.kill()));
    await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  const start = async (
    place: string,
    options: { readonly port?: number; readonly flags?: string[] } = {},
  ) => {
    await mkdir(join(dir, place), { recursive: true });
    const { flags = [], port = await freePort() } = options;
    const server = await startRedisServer({ dir: join(dir, place), port, flags: [...REPLICATED, ...flags] });
    servers.push(server);
    return server;
  };
  try {
    const primary = await start('primary');
    const flags = ['--replicaof', `127.0.0.1 ${primary.port}`];
    const replicas = [];
    for (let place = 0; place < REPLICAS; place += 1)
      replicas.push(await start(`replica-${place}`, { flags }));
    await untilInStep(primary, REPLICAS);
    for (let place = 0; place < SENTINELS; place += 1)
      sentinels.push(await startSentinel(join(dir, `sentinel-${place}.conf`), primary, downAfterMs));
    await Promise.all(sentinels.map(untilItKnowsAll));
    return {
      url: `redis-sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${NAME}`,
      primary,
      replicas,
      neighbours: sentinels.slice(0, 1),
      untilNamed: async (promoted) => {
        await Promise.all(sentinels.map((sentinel) => untilItNames(sentinel, promoted)));
        await untilInStep(promoted, REPLICAS - 1);
      },
      restartPrimary: async () => void (await start('primary', { port: primary.port })),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSentinel(
  config: string,
  primary: ServerProcess,
  downAfterMs: number,
): Promise<ServerProcess> {
  const port = await freePort();
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${primary.port} ${QUORUM}`,
    `sentinel down-after-milliseconds ${NAME} ${downAfterMs}`,
    // Time until another sentinel tries, so that an attempt that found no suitable replica is repeated soon.
    `sentinel failover-timeout ${NAME} ${downAfterMs * 3}`,
  ];
  await writeFile(config, `${settings.join('\n')}\n`);
  const child = spawn('redis-server', [config, '--sentinel'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { signal } = guard(child);
  await untilSays(child, '+monitor', 20_000);
  const kill = () => signal('SIGKILL');
  return { url: `redis://127.0.0.1:${port}`, port, pid: child.pid ?? 0, dir: '', kill, stop: kill };
}

/** Sentinels find each other through the primary, and can promote no replica before that. */
function untilItKnowsAll(sentinel: ServerProcess): Promise<unknown> {
  const knows = () =>
    askRedis(sentinel, async (client) => {
      const known = await client.info('sentinel');
      return known.includes(`slaves=${REPLICAS},sentinels=${SENTINELS}`);
    });
  return waitFor(knows, { timeoutMs: 30_000, everyMs: 100, what: 'the sentinels know of each other' });
}

function untilItNames(sentinel: ServerProcess, { port }: ServerProcess): Promise<unknown> {
  const names = () =>
    askRedis(sentinel, async (client) => {
      const address = await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME);
      return Array.isArray(address) && address[1] === String(port);
    });
  return waitFor(names, { timeoutMs: 30_000, everyMs: 50, what: 'the sentinels name who was promoted' });
}
