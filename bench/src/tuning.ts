import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The results of `--tune`: the number of jobs or connections at which each contender was fastest on this machine. */
export const Tuning = z.object({
  tunedAt: z.string().optional(),
  best: z.record(z.string(), z.int()),
  /** Events or requests per second at each value that was tried. */
  tried: z.record(z.string(), z.record(z.string(), z.number())),
});
export type Tuning = z.output<typeof Tuning>;

export const TUNING_FILE = 'tuning.json';

/** Reads the stored results from the first of the folders that has them; empty if none has. */
export async function readTuning(folders: readonly string[]): Promise<Tuning> {
  for (const folder of folders) {
    const text = await readFile(join(folder, TUNING_FILE), 'utf8').catch(() => undefined);
    if (text !== undefined) return Tuning.parse(JSON.parse(text));
  }
  return { best: {}, tried: {} };
}
