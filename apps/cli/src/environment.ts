import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OpenReader, openReader, type Reader } from '@payspool/db/reader';
import { type Env, fields, readConfig } from '@payspool/runtime';
import { z } from 'zod';
import { UsageError } from './failure.ts';

// What every command needs of its environment. It loads neither Prisma nor the providers, so that a command that only reads starts at once.

const Variables = z.record(z.string(), z.string());

/** The path of a file of the local stack, in the data directory of `start`. */
export const dataFile = (name: string): string => join(process.env['DATA_DIR']?.trim() || '.data', name);

/** The variables of the stack that `start` runs in this checkout; empty if none runs. */
export function localStack(): Env {
  try {
    return Variables.parse(JSON.parse(readFileSync(dataFile('stack.json'), 'utf8')));
  } catch {
    return {};
  }
}

/** The environment for a command: the caller's, or that of the running local stack if the caller's names no database. */
export function commandEnv(): Env {
  const named = process.env['DATABASE_URL'] || process.env['DATABASE_URL_FILE'];
  return named ? process.env : { ...localStack(), ...process.env };
}

const DatabaseConfig = z.object({ databaseUrl: fields.databaseUrl });

/**
 * The database of the environment, or of the stack that `start` runs here.
 *
 * @throws {UsageError} if there is neither
 */
export function databaseUrlOf(): string {
  const env = commandEnv();
  if (!env['DATABASE_URL'] && !env['DATABASE_URL_FILE'])
    throw new UsageError('DATABASE_URL is not set, and `start` is not running in this folder');
  return readConfig(DatabaseConfig, env).databaseUrl;
}

/** The limit of one statement of a command, in milliseconds. A person waits for it, and may ask for much. */
const STATEMENT_MS = 60_000;

/**
 * Runs `work` on a reader of the database of the environment, and closes it.
 *
 * @throws {UsageError} if the environment names none
 */
export async function withReader<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
  const url = databaseUrlOf();
  const open: OpenReader = openReader({ url, statementMs: STATEMENT_MS, applicationName: 'payspool-cli' });
  try {
    return await work(open.reader);
  } finally {
    await open.close();
  }
}
