import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Reaction, Transition } from '../define-reaction.ts';
import { loadModule } from './load-module.ts';
import type { FromProcess, SentError, ToProcess } from './messages.ts';

// The process of one module of own reactions. The worker starts it with the module, the URL of the folder from which a package is
// searched, and its own process id. Messages are in messages.ts.

const [specifier = '', from = '', workerPid = ''] = process.argv.slice(2);

/** Ends the process if the worker was killed, also while the module keeps the main thread busy. */
const WATCH = `
  const { workerData } = require('node:worker_threads');
  setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 1000);`;

const running = new Map<number, AbortController>();
let reactions: ReadonlyMap<string, Reaction> = new Map();

const send = (message: FromProcess, onSent?: () => void): void => {
  if (process.connected) process.send?.(message, undefined, undefined, onSent);
};

endFirst();
new Worker(WATCH, { eval: true, workerData: Number(workerPid), execArgv: [], env: {} }).unref();
// The worker decides when this process ends, after the attempts that run.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => {
  console.error(error);
  send({ type: 'crashed', reason: `an error that nothing caught: ${inWords(error)}` }, () => process.exit(1));
  if (!process.connected) process.exit(1);
});
process.on('message', (message: ToProcess) => {
  if (message.type === 'abort') running.get(message.key)?.abort(new Error('the worker is stopping'));
  else void attempt(message);
});

try {
  const loaded = await loadModule(specifier, from);
  ({ reactions } = loaded);
  send({ type: 'loaded', declared: loaded.declared });
} catch (error) {
  console.error(error);
  send({ type: 'unusable', problem: `cannot be loaded: ${inWords(error)}` }, () => process.exit(1));
}

/** If the memory of the container or the machine ends, Linux ends this process rather than the worker: https://man7.org/linux/man-pages/man5/proc_pid_oom_score_adj.5.html */
function endFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Another system, or a container without this file.
  }
}

async function attempt({
  key,
  reaction,
  transition,
  attempt: number,
  deadlineMs,
}: ToProcess & { readonly type: 'run' }): Promise<void> {
  const over = new AbortController();
  running.set(key, over);
  const late = Object.assign(new Error(`cut off after ${deadlineMs} ms`), { code: 'reaction_timeout' });
  const timer = setTimeout(() => over.abort(late), deadlineMs);
  try {
    const found = reactions.get(reaction);
    if (!found) throw new Error(`its module no longer has a reaction of this name`);
    await found.run(transition as Transition, { signal: over.signal, attempt: number });
    send({ type: 'ended', key });
  } catch (error) {
    // A reaction that stops because of its signal throws its own error, which is less exact.
    send({ type: 'ended', key, error: sendable(over.signal.aborted ? over.signal.reason : error) });
  } finally {
    clearTimeout(timer);
    running.delete(key);
  }
}

function sendable(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: inWords(error) };
  const { code, retryAfterMs } = error as { readonly code?: unknown; readonly retryAfterMs?: unknown };
  return {
    message: inWords(error),
    ...(typeof code === 'string' && { code }),
    ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
  };
}

/** Anything may be thrown, also a value that cannot be converted to text. */
function inWords(thrown: unknown): string {
  try {
    return (thrown instanceof Error ? thrown.message || thrown.name : String(thrown)).slice(0, 1000);
  } catch {
    return 'a value that cannot be shown as text was thrown';
  }
}
