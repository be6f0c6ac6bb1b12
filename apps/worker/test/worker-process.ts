import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programArgs } from '@payspool/testkit';

export interface WorkerProcess {
  readonly output: () => string;
  /** Resolves with the exit status when it has ended, for any reason. */
  readonly ended: Promise<number | null>;
  /** Sends SIGKILL, like a crash. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts the app as a separate process, in test mode, with only these variables. */
export function startWorkerProcess(env: Readonly<Record<string, string>>): WorkerProcess {
  const child = spawn(process.execPath, programArgs('apps/worker/src/main.ts'), {
    env: { PATH: process.env['PATH'], PAYSPOOL_MODE: 'test', WORKER_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'close');
  const ended = exited.then(() => child.exitCode);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return { output: () => output, ended, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
