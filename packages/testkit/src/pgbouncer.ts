import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, guard, type ServerProcess, untilSays } from './server-process.ts';
import { unprivilegedOwner } from './unprivileged-owner.ts';

/** Whether this machine has a `pgbouncer`. */
export const hasPgBouncer = (): boolean => !spawnSync('pgbouncer', ['--version']).error;

/**
 * Starts the `pgbouncer` of this machine in front of a Postgres server, in transaction mode with default settings. Every client
 * is the server's superuser.
 *
 * @throws {Error} with its output, if it does not get ready
 */
export async function startPgBouncer({
  postgresUrl,
  poolSize,
  port: wantedPort,
}: {
  readonly postgresUrl: string;
  /** Maximum number of connections to each database. */
  readonly poolSize: number;
  readonly port?: number;
}): Promise<ServerProcess> {
  const { hostname, port: serverPort, username, password } = new URL(postgresUrl);
  const port = wantedPort ?? (await freePort());
  const dir = await mkdtemp(join(tmpdir(), 'payspool-pgbouncer-'));
  const login = [`user=${username}`, ...(password ? [`password=${decodeURIComponent(password)}`] : [])];
  const settings = [
    '[databases]',
    `* = host=${hostname} port=${serverPort} ${login.join(' ')}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
  ];
  const config = join(dir, 'pgbouncer.ini');
  await writeFile(config, `${settings.join('\n')}\n`);
  await chmod(dir, 0o755); // it refuses root, so it runs as another user
  const child = spawn('pgbouncer', [config], {
    ...(await unprivilegedOwner()),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { signal } = guard(child, { removeDir: dir });
  const removeDir = () => rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  try {
    await untilSays(child, 'process up', 20_000);
  } catch (error) {
    child.kill('SIGKILL');
    await removeDir();
    throw error;
  }
  const url = new URL(postgresUrl);
  url.host = `127.0.0.1:${port}`;
  const end = async (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) await signal(name);
    await removeDir();
  };
  return {
    url: url.href,
    port,
    pid: child.pid ?? 0,
    dir,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
  };
}
