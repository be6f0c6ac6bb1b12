import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const SKIPPED = new Set(['node_modules', 'generated', 'fixtures', '.turbo', '.data']);

/** Paths from the root, with `/`, of the TypeScript files below the folders. */
export async function sourceFiles(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => walk(join(ROOT, folder))));
  return found.flat().map((path) => relative(ROOT, path).replaceAll('\\', '/'));
}

export const readSource = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8');

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(join(folder, entry.name));
      return /\.[cm]?ts$/.test(entry.name) ? [join(folder, entry.name)] : [];
    }),
  );
  return found.flat();
}
