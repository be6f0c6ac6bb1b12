import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { programArgs } from '@payspool/testkit';

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the child process as soon as it runs, so that a test can send it a signal. */
  readonly onStart?: (child: ReturnType<typeof spawn>) => void;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs `payspool …` like `pnpm payspool`, in an environment without settings. */
export function runCli(args: readonly string[], { env = {}, onStart }: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [...programArgs('apps/cli/src/main.ts'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  onStart?.(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}
