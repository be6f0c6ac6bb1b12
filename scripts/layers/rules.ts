/** The allowed imports, by folder. Imports that are not listed are forbidden; every folder may import itself and libraries. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/events': [],
  'packages/db': [],
  'packages/runtime': [],
  'packages/providers': ['packages/events'],
  'packages/queue': ['packages/events'],
  'packages/projection': ['packages/events', 'packages/db'],
  'packages/reactions': ['packages/events', 'packages/db'],
  'packages/testkit': [],
};

/** Apps may import every package except the testkit, and never each other. */
const FOR_APPS = Object.keys(MAY_IMPORT).filter((folder) => folder !== 'packages/testkit');

/** Ingest only fills the queue: it has no database and no business rule. */
const NOT_FOR: Readonly<Record<string, readonly string[]>> = {
  'apps/ingest': ['packages/db', 'packages/projection', 'packages/reactions'],
};

/** Tests may import everything that their subject may, every package, and the testkit. */
const FOR_TESTS = Object.keys(MAY_IMPORT);

const TEST_FILE = /(\.test\.ts$|\/test\/)/;

export interface Import {
  /** Path of the importing file from the root, `apps/ingest/src/main.ts`. */
  readonly file: string;
  /** The imported folder, `packages/queue`. */
  readonly target: string;
}

/** These folders start several parts and may import everything. */
const MAY_IMPORT_ALL: ReadonlySet<string> = new Set(['bench', 'e2e', 'scripts']);

/** Whether the layers allow an import. */
export function isAllowed({ file, target }: Import): boolean {
  const from = folderOf(file);
  if (from === target || MAY_IMPORT_ALL.has(from) || !file.includes('/')) return true;
  if (TEST_FILE.test(file)) return FOR_TESTS.includes(target);
  if (NOT_FOR[from]?.includes(target)) return false;
  return (from.startsWith('apps/') ? FOR_APPS : (MAY_IMPORT[from] ?? [])).includes(target);
}

/** `apps/ingest/src/main.ts` is in `apps/ingest`, `e2e/demo/main.ts` in `e2e`. */
export function folderOf(file: string): string {
  const [top = '', name = ''] = file.split('/');
  return top === 'apps' || top === 'packages' ? `${top}/${name}` : top;
}
