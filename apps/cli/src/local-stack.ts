import { readFileSync } from 'node:fs';
import type { Env } from '@payspool/runtime';
import { z } from 'zod';

/** Where `start` writes the variables of what it keeps running. */
const STACK_FILE = '.data/stack.json';
const Variables = z.record(z.string(), z.string());

/** The variables of the stack that `start` keeps running in this checkout; none where none does. */
export function localStack(): Env {
  try {
    return Variables.parse(JSON.parse(readFileSync(STACK_FILE, 'utf8')));
  } catch {
    return {};
  }
}

/** The environment that a command works with: that of the running local stack where the caller's names no database. */
export function commandEnv(): Env {
  const named = process.env['DATABASE_URL'] || process.env['DATABASE_URL_FILE'];
  return named ? process.env : { ...localStack(), ...process.env };
}
