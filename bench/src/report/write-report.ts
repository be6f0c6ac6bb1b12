import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchOptions } from '../options.ts';
import type { Tuning } from '../tuning.ts';
import { renderPage } from './page.ts';
import { plotsOf } from './plots/plots.ts';
import { BenchRecord } from './sections.ts';

const RESULTS_FILE = 'results.json';

/**
 * The results of earlier runs; a run of some sections replaces only those. Empty if `out` is empty, or has no results.
 *
 * @throws {Error} for a file of another format
 */
export async function readRecord(out: string): Promise<BenchRecord> {
  const text =
    out === '' ? undefined : await readFile(join(out, RESULTS_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return { format: 1, sections: {} };
  const { data, error } = BenchRecord.safeParse(JSON.parse(text));
  if (data) return data;
  const problem = `${join(out, RESULTS_FILE)} has another format: remove it, or name another folder with --out`;
  throw new Error(problem, { cause: error });
}

/** Writes the JSON and the plots into the folder, and the page beside it. */
export async function writeReport(
  record: BenchRecord,
  { out, bestSeen, tuning }: Pick<BenchOptions, 'out' | 'bestSeen'> & { readonly tuning: Tuning },
): Promise<void> {
  if (out === '') return;
  await mkdir(out, { recursive: true });
  await writeFile(join(out, RESULTS_FILE), `${JSON.stringify(record, null, 2)}\n`);
  for (const [name, svg] of plotsOf(record)) await writeFile(join(out, name), svg);
  const folder = out.split(/[\\/]/).findLast((part) => part !== '') ?? 'performance';
  await writeFile(`${out.replace(/[\\/]+$/, '')}.md`, renderPage(record, { folder, bestSeen, tuning }));
}
