import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The files that the checks and the tests of a guide read. */
const TREE = [
  'apps',
  'packages',
  'e2e',
  'bench',
  'scripts',
  'prisma',
  'ops',
  'docs',
  'README.md',
  'docker-compose.yml',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'prisma.config.ts',
  '.env.example',
  '.oxfmtrc.json',
  '.oxlintrc.json',
];

/** A copy of the tree. Its packages resolve each other inside the copy, and libraries in the original folder. */
export async function copyOfTree(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-how-to-'));
  for (const path of TREE)
    await cp(join(ROOT, path), join(dir, path), { recursive: true, verbatimSymlinks: true });
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  return dir;
}

/** One block of a guide, with the file that it creates or changes. */
interface FileBlock {
  readonly path: string;
  readonly isDiff: boolean;
  readonly text: string;
}

/** The blocks of a page in order: files, changes of files, and commands to run. */
export function guideBlocks(page: string): (FileBlock | { readonly command: string })[] {
  return [...page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, language, about = '', text = '']): (FileBlock | { readonly command: string })[] => {
      const path = /file=(\S+)/.exec(about)?.[1];
      if (path) return [{ path, isDiff: language === 'diff', text }];
      if (language !== 'sh' || about.includes('manual')) return [];
      return text
        .trim()
        .split('\n')
        .map((command) => ({ command }));
    },
  );
}

/** Writes a file block below `dir`. The text that a change removes must occur exactly once. */
export async function applyBlock(
  dir: string,
  { path, isDiff, text }: FileBlock,
  numbers: Readonly<Record<string, number>>,
): Promise<void> {
  const file = join(dir, path);
  if (!isDiff) return writeFile(file, text);
  const lines = withNumbers(text, numbers).trimEnd().split('\n');
  const side = (marks: string) =>
    lines
      .filter((line) => marks.includes(line.charAt(0)))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const present = await readFile(file, 'utf8');
  const parts = present.split(side(' -'));
  if (parts.length !== 2) throw new Error(`${path} has ${parts.length - 1} places for:\n${text}`);
  await writeFile(file, parts.join(side(' +')));
}

/** `<fold>` and `<fold + 1>` as numbers. */
const withNumbers = (text: string, numbers: Readonly<Record<string, number>>): string =>
  text.replaceAll(/<(\w+)( \+ 1)?>/g, (whole, name: string, more?: string) => {
    const number = numbers[name];
    return number === undefined ? whole : String(number + (more ? 1 : 0));
  });
