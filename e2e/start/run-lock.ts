import { execFile } from 'node:child_process';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '@payspool/runtime';

const LOCK = 'start.pid';
/** What a command line of ours has in it: a number left behind by a crash may be another program's by now. */
const OURS = 'start/main.ts';

const execute = promisify(execFile);

/**
 * Refuses a data directory that another `start` uses; makes nothing.
 *
 * @throws {ConfigError}
 */
export async function requireNotRunning(dataDir: string): Promise<void> {
  await requireLeftOver(await holderOf(join(dataDir, LOCK)), dataDir);
}

/**
 * Takes the data directory for this process. Resolves with what gives it back.
 *
 * @throws {ConfigError} when another `start` has it, or takes it at the same moment
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, LOCK);
  const holder = await holderOf(path);
  await requireLeftOver(holder, dataDir);
  const own = `${path}.${process.pid}`;
  await writeFile(own, `${process.pid}\n`);
  try {
    if (holder !== undefined) await removeLeftOver(path, holder);
    await link(own, path); // whole from the first moment, unlike a file that is made and then written
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ConfigError([
      `another start began at the same moment, in ${resolve(dataDir)}; stop it, or set DATA_DIR to another folder`,
    ]);
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(path, { force: true });
}

/** What the lock says; `undefined` where there is none. */
const holderOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

async function requireLeftOver(holder: string | undefined, dataDir: string): Promise<void> {
  const pid = Number(holder);
  if (!pid || pid === process.pid || !(await isOurs(pid))) return;
  throw new ConfigError([
    `start is already running here (pid ${pid}, in ${resolve(dataDir)}); stop it, or set DATA_DIR to another folder`,
  ]);
}

/** Of one that was killed. One at a time, and looked at again: another `start` may have done so before us, and made its own. */
async function removeLeftOver(path: string, holder: string): Promise<void> {
  const turn = `${path}.removal`;
  await writeFile(turn, '', { flag: 'wx' });
  try {
    if ((await holderOf(path)) === holder) await rm(path);
  } finally {
    await rm(turn, { force: true });
  }
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
