import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, guard, type ServerProcess, untilSays } from './server-process.ts';

export interface RedisServerOptions {
  readonly port?: number;
  /**
   * The second port of a node of a cluster; a free one by default. Redis would take the port that is higher by 10,000: there, Linux gives
   * ports to connections, so that a port that is free now may be in use an instant later.
   */
  readonly busPort?: number | undefined;
  /** Data directory; by default a temporary one, which is removed at the end. */
  readonly dir?: string;
  /** Further arguments, `['--maxmemory', '50mb']`; a later one overrides an earlier one. */
  readonly flags?: readonly string[];
}

/** The settings with which Redis loses no acknowledged write. */
const DURABLE = [
  '--save',
  '',
  '--appendonly',
  'yes',
  '--appendfsync',
  'always',
  '--maxmemory-policy',
  'noeviction',
];

const CLUSTER_FLAG = '--cluster-enabled';

/** Whether this machine has a `redis-server`. */
export const hasRedisServer = (): boolean => !spawnSync('redis-server', ['--version']).error;

/**
 * Starts the `redis-server` of this machine on the loopback address, as durable as in production.
 *
 * @throws {Error} with the server's output, if it does not get ready
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<ServerProcess> {
  const port = options.port ?? (await freePort());
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'payspool-redis-')));
  const { flags = [] } = options;
  const busPort = options.busPort ?? (flags.includes(CLUSTER_FLAG) ? await freePort() : undefined);
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir];
  const bus = busPort === undefined ? [] : ['--cluster-port', String(busPort)];
  const child = spawn('redis-server', [...place, ...bus, ...DURABLE, ...flags], {
    // A process group of its own, because this process handles Ctrl-C, so that the users of the queue stop first.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { signal } = guard(child, { removeDir: options.dir ? undefined : dir });
  const removeData = () =>
    options.dir ? undefined : rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  try {
    await untilSays(child, 'Ready to accept connections', 20_000);
  } catch (error) {
    child.kill('SIGKILL');
    await removeData();
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    ...(busPort !== undefined && { busPort }),
    pid: child.pid ?? 0,
    dir,
    kill: () => signal('SIGKILL'),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) await signal('SIGTERM');
      await removeData();
    },
  };
}
