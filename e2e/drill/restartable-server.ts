import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServerProcess } from '@payspool/testkit';

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
