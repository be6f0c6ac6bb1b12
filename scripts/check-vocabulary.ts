import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRetiredTerms } from './vocabulary/find-retired-terms.ts';
import { ROOT } from './source-files.ts';

// `pnpm check:vocabulary`: finds terms that this project no longer uses, in the names and texts of all files. The terms are in
// scripts/vocabulary/retired-terms.ts, and in docs/glossary.md.

/** What may keep the old terms: what is written about the past, and the list itself. Applied migrations are never changed. */
const SKIPPED =
  /^(CHANGELOG\.md|LICENSE|pnpm-lock\.yaml|docs\/glossary\.md|prisma\/migrations\/.*|scripts\/vocabulary\/.*)$/;
const SKIPPED_FOLDERS = new Set(['node_modules', 'generated', '.git', '.turbo', '.data', 'coverage']);
const TEXT = /\.([cm]?[jt]s|json|md|ya?ml|sql|prisma|lua|html|sh|toml|example)$|(^|\/)(Dockerfile|run)$/;

const paths = (await walk('')).filter((path) => TEXT.test(path) && !SKIPPED.test(path));
const found = await Promise.all(
  paths.map(async (path) => findRetiredTerms(path, await readFile(join(ROOT, path), 'utf8'))),
);
const hits = found.flat();
for (const { path, line, word, term } of hits)
  console.error(
    `${path}${line > 0 ? `:${line}` : ''}: "${word}" is retired ("${term.term}"): use ${term.use}`,
  );
console.log(`vocabulary: ${paths.length} files, ${hits.length} retired terms`);
process.exit(hits.length === 0 ? 0 : 1);

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  const files = await Promise.all(
    entries.map(async (entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : walk(path);
      return [path];
    }),
  );
  return files.flat();
}
