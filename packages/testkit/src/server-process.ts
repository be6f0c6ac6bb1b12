import type { ChildProcess } from 'node:child_process';

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

/** Keeps a child from outliving this process, and ends it: by the signal, and by force when that takes longer than `patienceMs`. */
export function guard(child: ChildProcess, { patienceMs = 10_000 }: { patienceMs?: number } = {}): Guarded {
  const killOnExit = () => child.kill('SIGKILL');
  process.once('exit', killOnExit);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.removeListener('exit', killOnExit);
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
