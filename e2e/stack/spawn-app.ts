import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { guard, waitFor } from '@payspool/testkit';

/** One of our apps as a process of its own, started without a package manager in between: a signal reaches it. */
export interface RunningApp {
  readonly name: AppName;
  readonly pid: number;
  /** Where its routes are. */
  readonly url: string;
  /** SIGTERM, and SIGKILL where that takes too long. */
  readonly stop: () => Promise<void>;
  /** SIGKILL: what a crash looks like. */
  readonly kill: () => Promise<void>;
  /** Resolves with the exit status when it has ended, for whatever reason. */
  readonly ended: Promise<number | null>;
}

export type AppName = 'ingest' | 'worker' | 'dashboard';

export interface SpawnOptions {
  readonly name: AppName;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** File that its output goes to; our own terminal without. */
  readonly logFile?: string;
  /** Module to load before it. */
  readonly preload?: string | undefined;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** As the scripts of package.json and the images have it, for whatever handles deliveries (docs/deploy.md). */
export const YOUNG_GENERATION = '--max-semi-space-size=64';
/** As the scripts of package.json have it; it does nothing until a collector is named. */
const TRACES = './packages/runtime/src/telemetry/register.ts';
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts an app and waits until it answers.
 *
 * @throws {Error} when it ends, or does not answer in time
 */
export async function spawnApp({ name, port, env, logFile, preload }: SpawnOptions): Promise<RunningApp> {
  const output = logFile === undefined ? 'inherit' : openSync(logFile, 'a');
  const imports = ['tsx', TRACES, ...(preload === undefined ? [] : [preload])].flatMap((path) => [
    '--import',
    path,
  ]);
  const flags = name === 'dashboard' ? [] : [YOUNG_GENERATION];
  const child = spawn(process.execPath, [...flags, ...imports, `apps/${name}/src/main.ts`], {
    cwd: ROOT,
    // A group of its own: Ctrl-C is ours, and we stop them in order.
    detached: true,
    stdio: ['ignore', output, output],
    env: {
      ...inherited(),
      METRICS_PORT: 'off',
      ...env,
      HOST: '127.0.0.1',
      [`${name.toUpperCase()}_PORT`]: String(port),
    },
  });
  if (typeof output === 'number') closeSync(output);
  const { signal } = guard(child, { patienceMs: STOP_TIMEOUT_MS });
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitFor(() => isUp(child, name, url), {
      timeoutMs: START_TIMEOUT_MS,
      what: `${name} answers at ${url}`,
    });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    name,
    pid: child.pid ?? 0,
    url,
    ended,
    kill: () => signal('SIGKILL'),
    stop: () => signal('SIGTERM'),
  };
}

async function isUp(child: ChildProcess, name: AppName, url: string): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} ended before it was up`);
  return fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Ours, less what would configure the app behind the caller's back. */
function inherited(): Record<string, string> {
  const keep = [
    'PATH',
    'HOME',
    'TMPDIR',
    'TEMP',
    'SystemRoot',
    'LANG',
    'TERM',
    'NODE_EXTRA_CA_CERTS',
    'LOG_LEVEL',
  ];
  return Object.fromEntries(
    keep.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
