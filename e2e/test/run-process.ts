import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programArgs, SHARED_BUNDLES, waitFor } from '@payspool/testkit';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface RunningProcess {
  readonly pid: number;
  /** Its output so far, on both streams. */
  readonly said: () => string;
  /** Resolves when the output contains the text; rejects if the process ends before. */
  readonly untilSays: (text: string) => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Ctrl-C in its terminal: SIGINT to everything in its process group. */
  readonly interrupt: () => void;
  /** Its exit status, or the name of the signal that killed it. */
  readonly ended: Promise<number | string>;
}

/**
 * Runs one of the programs like `pnpm`, in an environment with only `env` and the variables that every process needs.
 *
 * @param fromSource as a user runs it, who has no bundles; three times the work
 */
export function runProcess(
  script: string,
  {
    args = [],
    env = {},
    fromSource = false,
  }: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly fromSource?: boolean;
  } = {},
): RunningProcess {
  const program = fromSource ? ['--import', 'tsx', join(ROOT, script)] : programArgs(script);
  const bundles = fromSource ? undefined : process.env[SHARED_BUNDLES];
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: ROOT,
    detached: true, // a process group of its own, like in a terminal
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...(bundles !== undefined && { [SHARED_BUNDLES]: bundles }),
      ...env,
    },
  });
  let isOver = false;
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined && !isOver) process.kill(-child.pid, signal);
    } catch {
      // It has just ended.
    }
  };
  const killOnExit = () => signalGroup('SIGKILL');
  process.once('exit', killOnExit);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (status, signal) => {
      process.removeListener('exit', killOnExit);
      isOver = true;
      resolve(status ?? signal ?? 'unknown');
    });
  });
  return {
    pid: child.pid ?? 0,
    said: () => said,
    ended,
    kill: (signal) => void child.kill(signal),
    interrupt: () => signalGroup('SIGINT'),
    untilSays: async (text) => {
      const hasSaid = () => {
        if (said.includes(text)) return true;
        if (isOver) throw new Error(`it ended without saying "${text}":\n${said}`);
        return false;
      };
      await waitFor(hasSaid, { timeoutMs: 90_000, what: `it says "${text}"` });
    },
  };
}
