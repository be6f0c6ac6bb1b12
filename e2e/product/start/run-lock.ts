import { execFile } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '@payspool/runtime';

/** One empty file per running process. Its name has the process id, so that it is never read half-written. */
const LOCK = /^start\.(\d+)\.pid$/;
const lockOf = (dataDir: string, pid: number): string => join(dataDir, `start.${pid}.pid`);
/** A text in the command line of `start`. After a crash, another program may have the recorded process id. */
const OURS = 'start/main.ts';

const execute = promisify(execFile);

/** The present process, and the check whether another one still runs. */
interface Asking {
  readonly pid: number;
  readonly isRunning: (pid: number) => Promise<boolean>;
}

const US: Asking = { pid: process.pid, isRunning: isOurs };

/**
 * Refuses a data directory that another `start` uses. It creates nothing.
 *
 * @throws {ConfigError}
 */
export async function requireNotRunning(dataDir: string, asking = US): Promise<void> {
  for (const other of await othersIn(dataDir, asking)) {
    if (!(await asking.isRunning(other))) continue;
    throw new ConfigError([
      `start is already running here (pid ${other}, in ${resolve(dataDir)}); stop it, or set DATA_DIR to another folder`,
    ]);
  }
}

/**
 * Reserves the data directory for this process. Resolves with a function that releases it. Each process writes its own file
 * before it searches for others, so that of two at the same time at least one is refused.
 *
 * @throws {ConfigError} if another `start` has it
 */
export async function lockDataDir(dataDir: string, asking = US): Promise<() => Promise<void>> {
  const own = lockOf(dataDir, asking.pid);
  const release = () => rm(own, { force: true });
  await writeFile(own, '');
  await requireNotRunning(dataDir, asking).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  // These processes were killed or will be refused.
  for (const other of await othersIn(dataDir, asking)) await rm(lockOf(dataDir, other), { force: true });
  return release;
}

async function othersIn(dataDir: string, { pid }: Asking): Promise<number[]> {
  const names = await readdir(dataDir).catch(() => []);
  return names.map((name) => Number(LOCK.exec(name)?.[1])).filter((found) => found > 0 && found !== pid);
}

async function isOurs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // Without `ps` only the process id can be checked.
  const command = await execute('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => OURS,
  );
  return command.includes(OURS);
}
