import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programArgs, waitFor } from '@payspool/testkit';

export interface IngestProcess {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** `http://127.0.0.1:41234`; resolves once it listens. */
  readonly address: () => Promise<string>;
  readonly stop: () => void;
  readonly exited: Promise<number | null>;
}

/** Starts the app as a separate process, with only these variables. */
export function startProcess(env: Readonly<Record<string, string>>): IngestProcess {
  const child = spawn(process.execPath, programArgs('apps/ingest/src/main.ts'), {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    address: async () =>
      waitFor(() => /"address":"([^"]+)"/.exec(stdout)?.[1] ?? '', {
        what: `an address; ${stderr}`,
        timeoutMs: 40_000,
      }),
    stop: () => void child.kill('SIGTERM'),
    exited: once(child, 'close').then(() => child.exitCode),
  };
}
