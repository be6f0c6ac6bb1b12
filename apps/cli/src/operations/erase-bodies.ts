import { readFile } from 'node:fs/promises';
import { erase, MOST_CUSTOMERS } from '@payspool/operations';
import { withDatabase } from '../configured.ts';
import { EXIT, UsageError } from '../failure.ts';
import { runNew } from './run-here.ts';

interface Erasure {
  /** ISO 8601. */
  readonly before?: string | undefined;
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
}

interface ErasureOf {
  /** The provider's ids of customers. */
  readonly customers: readonly string[];
  /** A file with further ones, one a line. */
  readonly customersFrom?: string | undefined;
  readonly isRehearsal: boolean;
}

/**
 * Erases bodies, or counts them, and prints how many.
 *
 * @throws {UsageError} if there are too many customers, or if the file cannot be read or names none
 */
export async function eraseBodies(
  params: Erasure,
  { customers: named, customersFrom, isRehearsal }: ErasureOf,
): Promise<void> {
  const customers = [...new Set([...named, ...(await readLines(customersFrom))])];
  if (customers.length > MOST_CUSTOMERS)
    throw new UsageError(`${customers.length} customers: at most ${MOST_CUSTOMERS} at once`);
  await withDatabase(async (db) => {
    const { report } = await runNew(
      { kind: 'erase', params: { ...params, ...(customers.length > 0 && { customers }) }, isRehearsal },
      { db },
    );
    const { bodies, jobs, unknown, isUnreachable } = erase.report.parse(report);
    if (isRehearsal) {
      console.log(`${bodies} bodies would be erased permanently; add --yes to erase them`);
      return;
    }
    console.log(`${bodies} bodies erased`);
    if (jobs !== undefined) console.log(`${jobs} finished jobs with such bodies removed from the queue`);
    if (unknown !== undefined) console.error(`${unknown}: ${STILL_THERE}`);
    if (isUnreachable) process.exitCode = EXIT.no;
  });
}

/** The lines of a file that are not empty. An empty file is a mistake, because nobody would then be erased, or everybody. */
async function readLines(path: string | undefined): Promise<readonly string[]> {
  if (path === undefined) return [];
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) throw new UsageError(`${path} names no customer`);
  return lines;
}

const STILL_THERE =
  'finished jobs may still hold these bodies. Run this command again when the queue can be reached. Completed jobs are removed after an hour, when new ones complete; failed jobs stay until they are removed or trimmed';
