import { explainQueueUrl } from '@payspool/queue';
import { ConfigError, fields } from '@payspool/runtime';
import { z } from 'zod';
import { access, chmod, constants, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The folder in which the operator's commands look by default. */
export const DEFAULT_DATA_DIR = '.data';

/** The settings of `start` itself; the apps that it starts read the rest of the environment. */
export const StartConfig = z.object({
  databaseUrl: fields.databaseUrl.optional(),
  queueUrl: fields.queueUrl.superRefine(explainQueueUrl).optional(),
  ingestPort: fields.port('Port of the webhook endpoints; 0 is any free one.', 3000),
  workerPort: fields.port("Port of the worker's health routes; 0 is any free one.", 3001),
  dashboardPort: fields.port('Port of the dashboard; 0 is any free one.', 3002),
  dataDir: z
    .string()
    .default(DEFAULT_DATA_DIR)
    .meta({ description: 'Folder of the embedded Postgres and the local secrets.' }),
});

const MARKER = 'payspool.json';
const MARK = `${JSON.stringify({ payspool: 'local data of `pnpm start`; safe to delete when it is not running' })}\n`;

/**
 * Marks the data directory as Payspool's, or checks the mark.
 *
 * @throws {ConfigError} if it has other files, or cannot be used
 */
export async function claimDataDir(path: string): Promise<string> {
  const dir = resolve(path);
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
  } catch (error) {
    throw new ConfigError([
      `DATA_DIR: ${dir} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    ]);
  }
  const marker = join(dir, MARKER);
  const names = await readdir(dir);
  if (names.includes(MARKER)) {
    const text = await readFile(marker, 'utf8');
    // Empty while another `start` writes it; the lock separates the two.
    if (text === '' || text.includes('"payspool"')) return dir;
    throw new ConfigError([
      `DATA_DIR: ${dir} does not belong to Payspool: its ${MARKER} has another content`,
    ]);
  }
  if (names.length > 0) {
    throw new ConfigError([
      `DATA_DIR: ${dir} contains files that do not belong to Payspool; name an empty or new directory`,
    ]);
  }
  await writeFile(marker, MARK);
  return dir;
}

/**
 * The directory of the embedded Postgres. If root starts it, it runs as another user, who must have access to the directory.
 *
 * @throws {ConfigError} if that user has no access
 */
export async function postgresDir(dataDir: string): Promise<string> {
  if (process.getuid?.() !== 0) return join(dataDir, 'postgres');
  await chmod(dataDir, 0o711);
  for (let dir = dirname(dataDir); ; dir = dirname(dir)) {
    if (((await stat(dir)).mode & 0o001) === 0) {
      throw new ConfigError([
        `Postgres does not run as root, and its user cannot enter ${dir}: set DATA_DIR to a directory elsewhere (/var/tmp/payspool), or run as an ordinary user`,
      ]);
    }
    if (dir === dirname(dir)) return join(dataDir, 'postgres');
  }
}
