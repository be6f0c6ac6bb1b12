/** The allowed imports, by folder. Imports that are not listed are forbidden; every folder may import itself and libraries. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/events': [],
  'packages/db': [],
  'packages/db/reader': [],
  'packages/runtime': [],
  'packages/providers': ['packages/events', 'packages/providers/personal'],
  // Only data and the reading of a body, so that the dashboard and `inspect` can mask bodies without any provider's code.
  'packages/providers/personal': [],
  'packages/providers/simulator': ['packages/events', 'packages/providers', 'packages/providers/personal'],
  'packages/queue': ['packages/events'],
  'packages/projection': ['packages/events', 'packages/db'],
  'packages/reactions': ['packages/events', 'packages/db'],
  'packages/reactions/ledger': ['packages/events', 'packages/db'],
  'packages/reactions/own': ['packages/events'],
  'packages/operations': [
    'packages/events',
    'packages/db',
    'packages/providers',
    'packages/providers/personal',
    'packages/queue',
    'packages/projection',
    'packages/inspect',
    'packages/operations/request',
    'packages/reactions/ledger',
  ],
  // Writes rows of `operations` and nothing else, so that the dashboard can ask for an operation without any provider's code.
  'packages/operations/request': ['packages/db/reader'],
  'packages/inspect': ['packages/events', 'packages/db/reader'],
  'packages/testkit': [],
};

/** Apps may import every package except the testkit, and never each other. */
const FOR_APPS = Object.keys(MAY_IMPORT).filter((folder) => folder !== 'packages/testkit');

/** Ingest only fills the queue: it has no database and no business rule. The images of these apps contain no simulator. */
const NOT_FOR: Readonly<Record<string, readonly string[]>> = {
  'apps/ingest': [
    'packages/db',
    'packages/db/reader',
    'packages/inspect',
    'packages/projection',
    'packages/reactions',
    'packages/reactions/ledger',
    'packages/reactions/own',
    'packages/providers/simulator',
  ],
  'apps/worker': ['packages/providers/simulator'],
  // It asks for operations; it never runs them.
  'apps/dashboard': ['packages/operations', 'packages/providers/simulator'],
};

/** Tests may import everything that their subject may, every package, and the testkit. */
const FOR_TESTS = Object.keys(MAY_IMPORT);

const TEST_FILE = /(\.test\.ts$|-under-test\.ts$|\/test\/)/;

/** Which values of a provider's bodies are personal: a file of each provider, and what reads them. */
const PERSONAL = /^packages\/providers\/src\/(?:personal\/|[\w-]+\/personal\.ts$)/;

/** What asks for operations. */
const REQUEST = 'packages/operations/src/request/';

/** What only tests, `simulate` and the demo use, within the folder of a package that runs in production. */
const SIMULATOR = /^packages\/providers\/src\/(?:[\w-]+\/)?(?:simulator|conformance|fake)\//;

export interface Import {
  /** Path of the importing file from the root, `apps/ingest/src/main.ts`. */
  readonly file: string;
  /** The imported folder, `packages/queue`. */
  readonly target: string;
}

/** These folders start several parts and may import everything. */
const MAY_IMPORT_ALL: ReadonlySet<string> = new Set(['bench', 'e2e', 'e2e/product', 'scripts']);

/** The folder of the commands that a user runs. It does without the programs and tests that prove something. */
const PRODUCT = 'e2e/product';

/** Whether the layers allow an import. */
export function isAllowed({ file, target }: Import): boolean {
  const from = folderOf(file);
  if (from === PRODUCT && target === 'e2e') return false;
  if (from === target || MAY_IMPORT_ALL.has(from) || !file.includes('/')) return true;
  if (TEST_FILE.test(file)) return FOR_TESTS.includes(target);
  if (NOT_FOR[from]?.includes(target)) return false;
  return (from.startsWith('apps/') ? FOR_APPS : (MAY_IMPORT[from] ?? [])).includes(target);
}

/** `apps/ingest/src/main.ts` is in `apps/ingest`, `e2e/proof/trace-tree.ts` in `e2e`. The simulators, the policies of personal data, the requests for operations and the product in `e2e` are folders of their own. */
export function folderOf(file: string): string {
  if (file.startsWith(`${PRODUCT}/`)) return PRODUCT;
  if (file.startsWith(REQUEST)) return 'packages/operations/request';
  if (PERSONAL.test(file)) return 'packages/providers/personal';
  if (SIMULATOR.test(file)) return 'packages/providers/simulator';
  const [top = '', name = ''] = file.split('/');
  return top === 'apps' || top === 'packages' ? `${top}/${name}` : top;
}
