import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundleWith, type Plugin, stop } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'payspool');

/** The packages of this repository, which are bundled into the file. */
const OURS = /^@payspool\//;
const BUILT_IN = new Set(builtinModules);

/** Imports of other packages keep their absolute path, because their names cannot be resolved from the folder of the bundle. */
const keepPackages: Plugin = {
  name: 'keep-packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === keepPackages || importer === '' || OURS.test(path)) return undefined;
      if (path.startsWith('node:') || BUILT_IN.has(path)) return { path, external: true };
      const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: keepPackages });
      return found.errors.length > 0 ? found : { path: found.path, external: true };
    });
    // A source keeps the URL by which it finds files beside it.
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        /\bimport\.meta\.url\b/g,
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};

/**
 * The apps, what is loaded into them before they start, and the demo: they share modules, so they are bundled together. `start` is not
 * one of them, because it recognises another `start` by the path of its source.
 */
const APPS: readonly string[] = [
  ...['ingest', 'worker', 'dashboard', 'cli'].map((app) => `apps/${app}/src/main.ts`),
  'packages/runtime/src/telemetry/register.ts',
  'e2e/product/drill/crash-points.ts',
  'e2e/product/demo/main.ts',
];

const bundles = new Map<string, Promise<void>>();

/**
 * Bundles one of our programs. A process of it starts in a third of the time that finding and compiling each source takes.
 *
 * @param script path from the root: `apps/worker/src/main.ts`
 * @returns path of a JavaScript file
 */
export async function bundle(script: string): Promise<string> {
  if (!isShared(script)) {
    const scripts = APPS.includes(script) ? APPS : [script];
    const made = bundles.get(script) ?? bundleAnew(scripts);
    for (const one of scripts) bundles.set(one, made);
    await made;
  }
  return pathOf(script);
}

/** Its folders name the app, as those of its source do. */
const pathOf = (script: string): string => join(CACHE, script.replace(/\.ts$/, '.mjs'));

let underWay = 0;

async function bundleAnew(scripts: readonly string[]): Promise<void> {
  underWay += 1;
  const { outputFiles } = await bundleWith({
    entryPoints: scripts.map((script) => join(ROOT, script)),
    bundle: true,
    // A module that is imported dynamically is not loaded before.
    splitting: true,
    outbase: ROOT,
    outdir: CACHE,
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The default would add the condition `module`, which Node does not use.
    conditions: [],
    plugins: [keepPackages],
    write: false,
    logLevel: 'silent',
  }).finally(() => {
    underWay -= 1;
    // Its process would stay as long as this one.
    if (underWay === 0) void stop();
  });
  for (const { path, contents } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    // Another process may bundle the same sources, so the file is written elsewhere and then renamed.
    const draft = `${path}.${process.pid}`;
    await writeFile(draft, contents);
    await rename(draft, path);
  }
}

/** The variable that tells child processes that the apps are bundled; a process that starts them needs it in its environment. */
export const SHARED_BUNDLES = 'PAYSPOOL_BUNDLED';

const isShared = (script: string): boolean => process.env[SHARED_BUNDLES] === 'yes' && APPS.includes(script);

/** Bundles the apps for all tests of a run, so that `programArgs` finds them. */
export async function shareBundles(): Promise<void> {
  await Promise.all(APPS.map(bundle));
  process.env[SHARED_BUNDLES] = 'yes';
}

/** The arguments with which Node starts a program: its bundle, or its source if a test runs alone. */
export const programArgs = (script: string): readonly string[] =>
  isShared(script) ? [pathOf(script)] : ['--import', 'tsx', join(ROOT, script)];
