import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '@payspool/runtime';
import { z } from 'zod';

const Variables = z.record(z.string(), z.string());

/** A file of the local stack's, in the directory where `start` keeps its data. */
export const dataFile = (name: string): string => join(process.env['DATA_DIR']?.trim() || '.data', name);

/** The variables of the stack that `start` keeps running in this checkout; none where none does. */
export function localStack(): Env {
  try {
    return Variables.parse(JSON.parse(readFileSync(dataFile('stack.json'), 'utf8')));
  } catch {
    return {};
  }
}

/** The environment that a command works with: that of the running local stack where the caller's names no database. */
export function commandEnv(): Env {
  const named = process.env['DATABASE_URL'] || process.env['DATABASE_URL_FILE'];
  return named ? process.env : { ...localStack(), ...process.env };
}
