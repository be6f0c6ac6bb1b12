import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../source-files.ts';

const FOLDERS = {
  payloads: 'packages/events/samples/payloads',
  events: 'packages/events/samples/events',
  delivery: 'packages/queue/samples/delivery',
  reaction: 'packages/queue/samples/reaction',
  fold: 'packages/projection/samples/fold',
} as const;
export type Kind = keyof typeof FOLDERS;

/** The record of a kind of stored data; `empty` if there is none yet. */
export async function readRecord<T>(kind: Kind, empty: T): Promise<T> {
  const text = await readFile(recordPath(kind), 'utf8').catch(() => undefined);
  return text === undefined ? empty : (JSON.parse(text) as T);
}

export const writeRecord = (kind: Kind, record: object): Promise<void> => writeJson(recordPath(kind), record);

const recordPath = (kind: Kind): string => join(ROOT, FOLDERS[kind], 'on-record.json');

/** Writes the samples of one version, one file per name. Existing samples are not changed, unless they are to be replaced. */
export async function writeSamples(
  kind: Kind,
  version: number,
  { samples, replace }: { readonly samples: Readonly<Record<string, unknown>>; readonly replace: boolean },
): Promise<void> {
  const folder = join(ROOT, FOLDERS[kind], `v${version}`);
  if (replace) await rm(folder, { recursive: true, force: true });
  const present = new Set(await readdir(folder).catch(() => []));
  for (const [name, sample] of Object.entries(samples))
    if (!present.has(`${name}.json`)) await writeJson(join(folder, `${name}.json`), sample);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
