import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle, guard, waitFor } from '@payspool/testkit';
import { YOUNG_GENERATION } from '../../../e2e/product/stack/spawn-app.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_TIMEOUT_MS = 30_000;

/** A running contender. */
export interface RunningContender {
  readonly pids: readonly number[];
  /** The URL for deliveries, if it receives any. */
  readonly url?: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts one of the bench's own programs as a separate process, with only these variables, and with the same young generation as the apps.
 *
 * @param healthUrl answers when the program has started; without it, the start is not checked
 * @throws {Error} if it ends or does not answer in time
 */
export async function spawnScript({
  script,
  env,
  logFile,
  healthUrl,
}: {
  /** Path from the root. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly healthUrl?: string;
}): Promise<RunningContender> {
  const output = openSync(logFile, 'a');
  const child = spawn(process.execPath, [YOUNG_GENERATION, await bundle(script)], {
    cwd: ROOT,
    // A process group of its own, because this process handles Ctrl-C and stops everything in order.
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...env },
  });
  closeSync(output);
  const { signal } = guard(child);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) await signal('SIGKILL');
  };
  try {
    if (healthUrl !== undefined)
      await waitFor(
        () => {
          if (child.exitCode !== null || child.signalCode !== null)
            throw new Error(`${script} ended before it was up: see ${logFile}`);
          return fetch(healthUrl).then(
            ({ ok }) => ok,
            () => false,
          );
        },
        { timeoutMs: START_TIMEOUT_MS, what: `${script} answers at ${healthUrl}` },
      );
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return { pids: [child.pid ?? 0], stop };
}
