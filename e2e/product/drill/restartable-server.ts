import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServerProcess } from '@payspool/testkit';
import { chmod, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A server that can be killed and restarted with the same port and data. */
export interface RestartableServer {
  /** `Redis` */
  readonly label: string;
  /** Its own address, without a proxy. */
  readonly url: string;
  readonly isAlive: () => boolean;
  /** SIGKILL. */
  readonly kill: () => Promise<void>;
  /** Starts it again after it ended, for any reason. */
  readonly restart: () => Promise<void>;
  /** SIGSTOP and SIGCONT for the server and all of its child processes: it does not answer, but keeps its connections. */
  readonly freeze: () => Promise<() => void>;
  readonly stop: () => Promise<void>;
}

const execute = promisify(execFile);

export async function openServer(
  label: string,
  start: () => Promise<ServerProcess>,
): Promise<RestartableServer> {
  let server = await start();
  return {
    label,
    url: server.url,
    isAlive: () => signal(server.pid, 0),
    kill: () => server.kill(),
    restart: async () => {
      server = await start();
    },
    freeze: async () => {
      // The parent first, so that it starts no child meanwhile.
      signal(server.pid, 'SIGSTOP');
      const family = [server.pid, ...(await childrenOf(server.pid))];
      for (const pid of family) signal(pid, 'SIGSTOP');
      return () => {
        for (const pid of family.toReversed()) signal(pid, 'SIGCONT');
      };
    },
    stop: () => server.stop(),
  };
}

/** Whether there was such a process. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'ppid=,pid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([parent, child]) => (parent === pid && child !== undefined ? [child] : []));
}

/** A small file system in memory that can be filled completely. */
export interface SmallDisk {
  readonly dir: string;
  /** Leaves no byte free. */
  readonly fill: () => Promise<void>;
  /** Frees the space that `fill` took. */
  readonly free: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** `undefined` if this machine or this user cannot mount one. */
export async function mountSmallDisk(dir: string, megabytes: number): Promise<SmallDisk | undefined> {
  await mkdir(dir, { recursive: true });
  const options = `size=${megabytes}m,mode=0755`;
  try {
    await execute('mount', ['-t', 'tmpfs', '-o', options, 'payspool-drill', dir]);
  } catch {
    return undefined;
  }
  const filler = join(dir, 'filler');
  return {
    dir,
    fill: () => writeUntilFull(filler),
    free: () => rm(filler, { force: true }),
    remove: async () => {
      await execute('umount', ['-l', dir]);
    },
  };
}

/** The same directory on the normal disk, which must not be filled. */
export async function ordinaryDir(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o755); // Postgres runs as another user if this process is root
  return dir;
}

async function writeUntilFull(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    // Large pieces first, then what is left between them.
    for (const size of [1 << 20, 1 << 12, 1]) await writePieces(file, Buffer.alloc(size));
  } finally {
    await file.close();
  }
}

async function writePieces(file: Awaited<ReturnType<typeof open>>, piece: Buffer): Promise<void> {
  for (;;) {
    const written = await file.write(piece).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return undefined;
      throw error;
    });
    if (!written || written.bytesWritten < piece.length) return;
  }
}
