import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, rm, unlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

// `node prune-modules.ts apps/ingest`, in a workspace that was installed for production: keeps only the dependencies of this app,
// and prints the workspace folders among them, one per line. The package manager alone keeps too much: `typescript` and `prisma`
// are optional peers of our dependencies, and it links them because they are development dependencies elsewhere. Runs in plain
// Node 24.

const root = process.cwd();
const [app = ''] = process.argv.slice(2);

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Files that never run: types and sources that Node does not read below node_modules, maps, tests, query compilers for other databases. */
const UNUSED = [
  /\.([cm]?ts|map)$/,
  /\.(test|spec)\.[cm]?js$/,
  /node_modules\/(@[^/]+\/)?[^/]+\/(benchmarks?|examples?)$/,
  /node_modules\/(@[^/]+\/)?[^/]+\/(.+\/)?(tests?|__tests__)$/,
  /@prisma\/client\/runtime\/\w+_bg\.(cockroachdb|mysql|sqlite|sqlserver)\./,
];

const reached = new Set<string>();
await reach(join(root, app));

const store = join(root, 'node_modules', '.pnpm');
// In addition to the reached packages: the links by which packages find undeclared dependencies.
const kept = new Set(['node_modules', ...[...reached].map((folder) => entryOf(folder))]);
for (const entry of await readdir(store)) {
  if (!kept.has(entry)) await rm(join(store, entry), { recursive: true });
}
const projects = [...reached]
  .map((folder) => relative(root, folder))
  .filter((folder) => !folder.startsWith('node_modules'));
for (const parent of ['apps', 'packages']) {
  for (const name of await readdir(join(root, parent))) {
    if (!projects.includes(`${parent}/${name}`)) await rm(join(root, parent, name), { recursive: true });
  }
}
await sweep(root);
console.log(projects.toSorted().join('\n'));

/** Follows the required dependencies of a package. */
async function reach(folder: string): Promise<void> {
  if (reached.has(folder)) return;
  reached.add(folder);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true,
  );
  const names = [
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.optionalDependencies ?? {}),
    ...peers,
  ];
  for (const name of names) {
    const found = find(folder, name);
    // Optional ones are for other platforms, and a peer may be missing.
    if (found) await reach(await realpath(found));
  }
}

/** The folder in the store of pnpm that a package is in. */
function entryOf(folder: string): string {
  return relative(store, folder).split(/[\\/]/)[0] ?? '';
}

/** As Node resolves a package: in the `node_modules` of each folder above. */
function find(from: string, name: string): string | undefined {
  const place = join(from, 'node_modules', name);
  if (existsSync(place)) return place;
  return from === root || dirname(from) === from ? undefined : find(dirname(from), name);
}

/** Removes links to removed packages, their commands, and files that never run. */
async function sweep(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === '.bin') await rm(path, { recursive: true });
    else if (entry.isSymbolicLink() && !existsSync(path)) await unlink(path);
    else if (isUnused(path)) await rm(path, { recursive: true });
    else if (entry.isDirectory()) await sweep(path);
  }
}

/** Only of third-party packages; our own are taken from the source. */
function isUnused(path: string): boolean {
  const place = relative(root, path).replaceAll('\\', '/');
  return place.startsWith('node_modules/') && UNUSED.some((pattern) => pattern.test(place));
}
