import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningApp, spawnApp, type SpawnOptions } from '../stack/spawn-app.ts';

/** An app that is started again whenever it ends, as a container runtime does it: on the same port, in the same environment. */
export interface SupervisedApp {
  /** `worker-2` */
  readonly label: string;
  readonly url: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: () => number;
  /** SIGKILL, once it is up. Resolves when it is dead, before it is up again. */
  readonly kill: () => Promise<void>;
  /** How often it was killed, or killed itself by SIGKILL. */
  readonly kills: () => number;
  /** What it should never do: end by itself, or not come up. */
  readonly failures: () => readonly string[];
  readonly stop: () => Promise<void>;
}

const PAUSE_MS = 250;

/** @throws {Error} when it does not come up the first time */
export async function superviseApp(label: string, options: SpawnOptions): Promise<SupervisedApp> {
  const first = await spawnApp(options);
  let running: Promise<RunningApp | undefined> = Promise.resolve(first);
  const failures: string[] = [];
  let { pid } = first;
  let kills = 0;
  const leaving = new AbortController();

  const startAgain = async (): Promise<RunningApp | undefined> => {
    while (!leaving.signal.aborted) {
      try {
        const started = await spawnApp(options);
        pid = started.pid;
        return started;
      } catch (error) {
        if (!leaving.signal.aborted)
          failures.push(`${label}: ${error instanceof Error ? error.message : 'did not start'}`);
      }
      await sleep(PAUSE_MS);
    }
    return undefined;
  };
  const keepRunning = async () => {
    for (let app = await running; app; app = await running) {
      const status = await app.ended;
      if (leaving.signal.aborted) return;
      if (status === null) kills += 1;
      else failures.push(`${label} ended by itself, status ${status}`);
      running = startAgain();
    }
  };
  const kept = keepRunning();

  return {
    label,
    url: first.url,
    pid: () => pid,
    kills: () => kills,
    failures: () => failures,
    kill: async () => (await running)?.kill(),
    stop: async () => {
      leaving.abort();
      // It may be coming up at this moment.
      await (await running)?.stop();
      await kept;
    },
  };
}
