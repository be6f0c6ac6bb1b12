import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningApp, spawnApp, type SpawnOptions } from '../stack/spawn-app.ts';

/** An app that is restarted whenever it ends, like in a container runtime, with the same port and environment. */
export interface SupervisedApp {
  /** `worker-2` */
  readonly label: string;
  readonly url: string;
  /** The process id of the current or last process. */
  readonly pid: () => number;
  /** Sends SIGKILL after it has started. Resolves when it is dead, before it has restarted. */
  readonly kill: () => Promise<void>;
  /** The number of its ends by SIGKILL. */
  readonly kills: () => number;
  /** Errors that must not occur: it ended by itself, or did not start. */
  readonly failures: () => readonly string[];
  readonly stop: () => Promise<void>;
}

const PAUSE_MS = 250;

/** @throws {Error} if it does not start the first time */
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
      // It may be starting now.
      await (await running)?.stop();
      await kept;
    },
  };
}
