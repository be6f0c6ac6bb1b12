import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
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
  const pid = Number(await readFile(join(dataDir, LOCK), 'utf8').catch(() => ''));
  if (!pid || pid === process.pid || !(await isOurs(pid))) return;
  throw new ConfigError([
    `start is already running here (pid ${pid}, in ${resolve(dataDir)}); stop it, or set DATA_DIR to another folder`,
  ]);
}

/**
 * Takes the data directory for this process. Resolves with what gives it back.
 *
 * @throws {ConfigError} when another `start` has it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, LOCK);
  await requireNotRunning(dataDir);
  await rm(path, { force: true }); // of one that was killed
  // Of two at the same moment one finds the other's.
  await writeFile(path, `${process.pid}\n`, { flag: 'wx' }).catch(() => requireNotRunning(dataDir));
  return () => rm(path, { force: true });
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
