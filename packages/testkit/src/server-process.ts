import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** A server in a separate process, which ends with this process. */
export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  /** The port on which the nodes of a Redis Cluster communicate; only of such a node. */
  readonly busPort?: number;
  readonly pid: number;
  /** Its data directory; pass it to the next start to use the same data. */
  readonly dir: string;
  /** Stops it normally and removes its data, unless the caller named the directory. */
  readonly stop: () => Promise<void>;
  /** Sends SIGKILL, like a crash. The data stays. */
  readonly kill: () => Promise<void>;
}

export interface Guarded {
  readonly exited: Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => Promise<void>;
}

/**
 * Makes sure that a child does not outlive this process, and stops it: by the signal, or by force if that takes longer than `killAfterMs`.
 *
 * @param removeDir removed if this process ends without stopping the child
 */
export function guard(
  child: ChildProcess,
  { killAfterMs = 10_000, removeDir }: { killAfterMs?: number; removeDir?: string | undefined } = {},
): Guarded {
  const stopWatching = child.pid === undefined ? () => undefined : outlive(child.pid, removeDir);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      stopWatching();
      resolve();
    });
  });
  return {
    exited,
    signal: async (signal) => {
      child.kill(signal);
      const force = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      await exited;
      clearTimeout(force);
    },
  };
}

/**
 * A shell that reads from a pipe of this process. The pipe closes when this process ends, also by SIGKILL, for which there is no
 * handler; then the shell kills the server. It has a process group of its own, so that it does not get Ctrl-C.
 */
function outlive(pid: number, removeDir: string | undefined): () => void {
  const script = 'cat >/dev/null; kill -9 "$1"; [ -z "$2" ] || { sleep 1; rm -rf "$2"; }';
  const watchdog = spawn('sh', ['-c', script, 'payspool-watchdog', String(pid), removeDir ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.once('error', () => undefined); // a system without sh: the server is only stopped normally
  watchdog.unref();
  if ('unref' in watchdog.stdin && typeof watchdog.stdin.unref === 'function') watchdog.stdin.unref();
  return () => {
    // The whole group, because the shell would continue with its next command if only `cat` ended.
    try {
      if (watchdog.pid !== undefined) process.kill(-watchdog.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
}

/** Resolves when the child's output contains `text`. Rejects with the output if the child ends, or `timeoutMs` pass, before that. */
export async function untilSays(child: ChildProcess, text: string, timeoutMs: number): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string, cause?: unknown) =>
      reject(new Error(`${child.spawnfile} ${why}:\n${said.slice(-2000)}`, { cause }));
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
    const read = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-20_000);
      if (said.includes(text)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail('did not start', error));
    child.once('exit', () => fail('ended before it was ready'));
    child.once('exit', () => clearTimeout(timer));
  });
  // From here on the output is read and dropped, so that a full pipe cannot block the server.
  child.stdout?.removeAllListeners('data').resume();
  child.stderr?.removeAllListeners('data').resume();
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `stop` when this process gets a signal to end, then lets it end as usual. Returns a function that removes the handler. */
export function stopOnSignals(stop: () => Promise<void>): () => void {
  const onSignal = (signal: NodeJS.Signals) => {
    forget();
    void stop().finally(() => process.kill(process.pid, signal));
  };
  const forget = () => {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return forget;
}

/**
 * Ports that no system gives out by itself: Linux takes the local ports of connections and `listen(0)` from 32768 on, macOS and Windows
 * from 49152 on. A port of that range that is free now may be in use an instant later.
 */
const FIRST = 12_000;
const LAST = 32_000;
/** Ports of one process before it reaches those where the process with the next id began. */
const PER_PROCESS = 40;

let next = (process.pid * PER_PROCESS) % (LAST - FIRST);

/** A TCP port on the loopback address that is free, and that neither this process nor another one of the same run is given again soon. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < LAST - FIRST; tried += 1) {
    const port = FIRST + next;
    next = (next + 1) % (LAST - FIRST);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${FIRST} to ${LAST} is free`);
}

/** Whether nothing listens on a port of the loopback address, and no connection uses it. */
function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
