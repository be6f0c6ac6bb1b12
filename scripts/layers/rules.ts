/** Who may import whom, by folder. What is not listed is not allowed; every folder may import itself and libraries. */
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

/** Apps stand on every package but the tests' own, and never on each other. */
const FOR_APPS = Object.keys(MAY_IMPORT).filter((folder) => folder !== 'packages/testkit');

/** Ingest answers for what the queue holds, and for nothing else: no database, no business rule. */
const NOT_FOR: Readonly<Record<string, readonly string[]>> = {
  'apps/ingest': ['packages/db', 'packages/projection', 'packages/reactions'],
};

/** Tests stand on what their subject stands on, on every package, and on the testkit. */
const FOR_TESTS = Object.keys(MAY_IMPORT);

const TEST_FILE = /(\.test\.ts$|\/test\/)/;

export interface Import {
  /** Path of the importing file from the root, `apps/ingest/src/main.ts`. */
  readonly file: string;
  /** Folder that it reaches into, `packages/queue`. */
  readonly target: string;
}

/** They start several parts, and may import everything. */
const MAY_IMPORT_ALL: ReadonlySet<string> = new Set(['bench', 'e2e', 'scripts']);

/** Whether an import keeps to the layers. */
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
