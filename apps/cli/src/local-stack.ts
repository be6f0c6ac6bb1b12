import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where `start` writes what it keeps running, below its data directory. */
const LOCAL_STACK_FILE = 'stack.json';

const LocalStack = z.object({ DATABASE_URL: z.string(), QUEUE_URL: z.string(), INGEST_URL: z.string() });
export type LocalStack = z.output<typeof LocalStack>;

/** The variables of the stack that `start` keeps running in this checkout; nothing where none does. */
export function localStack(): Partial<LocalStack> {
  try {
    return LocalStack.parse(JSON.parse(readFileSync(`.data/${LOCAL_STACK_FILE}`, 'utf8')));
  } catch {
    return {};
  }
}
