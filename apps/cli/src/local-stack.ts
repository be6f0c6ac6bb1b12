import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '@payspool/runtime';
import { z } from 'zod';

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
