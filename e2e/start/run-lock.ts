import { execFile } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '@payspool/runtime';

/** One for each that runs, empty: its name says whose it is, so that nobody finds it half-written. */
const LOCK = /^start\.(\d+)\.pid$/;
const lockOf = (dataDir: string, pid: number): string => join(dataDir, `start.${pid}.pid`);
/** What a command line of ours has in it: a number left behind by a crash may be another program's by now. */
const OURS = 'start/main.ts';

const execute = promisify(execFile);

/** Who asks, and how it is known whether another still runs. */
interface Asking {
  readonly pid: number;
  readonly isRunning: (pid: number) => Promise<boolean>;
}

const US: Asking = { pid: process.pid, isRunning: isOurs };

/**
 * Refuses a data directory that another `start` uses; makes nothing.
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
 * Takes the data directory for this process. Resolves with what gives it back. Each says that it is here before it looks
 * for others: of two at the same moment both may be refused, and never is none.
 *
 * @throws {ConfigError} when another `start` has it
 */
export async function lockDataDir(dataDir: string, asking = US): Promise<() => Promise<void>> {
  const own = lockOf(dataDir, asking.pid);
  const release = () => rm(own, { force: true });
  await writeFile(own, '');
  await requireNotRunning(dataDir, asking).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  // They were killed, or are about to be refused.
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
  // Without `ps` there is only the number to go by.
  const command = await execute('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => OURS,
  );
  return command.includes(OURS);
}
