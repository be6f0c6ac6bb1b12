import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle, guard, shortLived, waitFor } from '@payspool/testkit';

/** One of the apps as a separate process, started without a package manager, so that signals reach it. */
export interface RunningApp {
  readonly name: AppName;
  readonly pid: number;
  /** The URL of its routes. */
  readonly url: string;
  /** Sends SIGTERM, and SIGKILL if that takes too long. */
  readonly stop: () => Promise<void>;
  /** Sends SIGKILL, like a crash. */
  readonly kill: () => Promise<void>;
  /** Resolves with the exit status when it has ended, for any reason. */
  readonly ended: Promise<number | null>;
}

export type AppName = 'ingest' | 'worker' | 'dashboard';

export interface SpawnOptions {
  readonly name: AppName;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** The file for its output; if unset, the terminal. */
  readonly logFile?: string;
  /** A module to load before it, by its path from the root. */
  readonly preload?: string | undefined;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** As in the scripts of package.json and the images, for the processes that handle deliveries (docs/deploy.md). */
export const YOUNG_GENERATION = '--max-semi-space-size=64';
/** As in the scripts of package.json; it does nothing without a collector. */
const TRACES = 'packages/runtime/src/telemetry/register.ts';
const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts an app and waits until it answers.
 *
 * @throws {Error} if it ends or does not answer in time
 */
export async function spawnApp({ name, port, env, logFile, preload }: SpawnOptions): Promise<RunningApp> {
  const output = logFile === undefined ? 'inherit' : openSync(logFile, 'a');
  const [main, traces] = await Promise.all([bundle(`apps/${name}/src/main.ts`), bundle(TRACES)]);
  const imports = [traces, ...(preload === undefined ? [] : [await bundle(preload)])].flatMap((path) => [
    '--import',
    path,
  ]);
  const flags = name === 'dashboard' ? [] : [YOUNG_GENERATION];
  const child = spawn(process.execPath, [...shortLived(), ...flags, ...imports, main], {
    cwd: ROOT,
    // A process group of its own, because this process handles Ctrl-C and stops the apps in order.
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
  const { signal } = guard(child, { killAfterMs: STOP_TIMEOUT_MS });
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

/** This process's environment, without variables that would configure the app unnoticed. */
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
