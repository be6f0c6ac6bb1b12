import { spawn, type ChildProcess } from 'node:child_process';

/** A server that runs as a process of its own, for as long as this one does. */
export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where its data is; hand it to the next start to find the data again. */
  readonly dir: string;
  /** Ends it in order and removes its data, unless the caller named the directory. */
  readonly stop: () => Promise<void>;
  /** SIGKILL: what a crash looks like. The data stays. */
  readonly kill: () => Promise<void>;
}

export interface Guarded {
  readonly exited: Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => Promise<void>;
}

/**
 * Keeps a child from outliving this process, however this process ends, and ends it: by the signal, and by force when
 * that takes longer than `patienceMs`.
 *
 * @param removeDir removed when this process ends without having stopped the child
 */
export function guard(
  child: ChildProcess,
  { patienceMs = 10_000, removeDir }: { patienceMs?: number; removeDir?: string | undefined } = {},
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
      const force = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await exited;
      clearTimeout(force);
    },
  };
}

/**
 * A shell that reads from a pipe which only this process holds. The pipe ends when this process does, by SIGKILL too, which
 * no handler here would hear of; then the shell kills the server. A group of its own keeps the terminal's Ctrl-C from it.
 */
function outlive(pid: number, removeDir: string | undefined): () => void {
  const script = 'cat >/dev/null; kill -9 "$1"; [ -z "$2" ] || { sleep 1; rm -rf "$2"; }';
  const watchdog = spawn('sh', ['-c', script, 'payspool-watchdog', String(pid), removeDir ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.once('error', () => undefined); // a system without sh: the server is stopped in order, or not at all
  watchdog.unref();
  if ('unref' in watchdog.stdin && typeof watchdog.stdin.unref === 'function') watchdog.stdin.unref();
  return () => {
    // The whole group: the shell would go on to its next command when only `cat` ended.
    try {
      if (watchdog.pid !== undefined) process.kill(-watchdog.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
}

/** Resolves when the child's output holds `text`; rejects with that output when the child ends, or `timeoutMs` pass, without it. */
export async function untilSays(child: ChildProcess, text: string, timeoutMs: number): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string, cause?: unknown) =>
      reject(new Error(`${child.spawnfile} ${why}:\n${said.slice(-2000)}`, { cause }));
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-20_000);
      if (said.includes(text)) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => fail('did not start', error));
    child.once('exit', () => fail('ended before it was ready'));
    child.once('exit', () => clearTimeout(timer));
  });
  // From here on the output is drained and dropped, so that a full pipe never stops the server.
  child.stdout?.removeAllListeners('data').resume();
  child.stderr?.removeAllListeners('data').resume();
}
