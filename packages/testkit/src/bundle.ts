import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
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

const bundles = new Map<string, Promise<string>>();

/**
 * Bundles one of our programs. A process starts from the bundle in a fraction of the time that it needs to find and compile each source.
 *
 * @param script path from the root: `apps/worker/src/main.ts`
 * @returns path of a JavaScript file
 */
export function bundle(script: string): Promise<string> {
  const known = bundles.get(script) ?? bundleAnew(script);
  bundles.set(script, known);
  return known;
}

const pathOf = (script: string): string => join(CACHE, `${script.replaceAll(/[^a-z0-9]+/g, '-')}.mjs`);

let underWay = 0;

async function bundleAnew(script: string): Promise<string> {
  const outfile = pathOf(script);
  if (process.env[SHARED]?.split(' ').includes(script)) return outfile;
  underWay += 1;
  const { outputFiles } = await bundleWith({
    entryPoints: [join(ROOT, script)],
    bundle: true,
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
  await mkdir(CACHE, { recursive: true });
  // Another process may bundle the same sources, so the file is written elsewhere and then renamed.
  const draft = `${outfile}.${process.pid}`;
  await writeFile(draft, outputFiles[0]?.contents ?? '');
  await rename(draft, outfile);
  return outfile;
}

/** The variable that passes the paths of the bundles to child processes. */
const SHARED = 'PAYSPOOL_BUNDLED';

/** Bundles programs for all tests of a run, so that `programArgs` finds them. */
export async function shareBundles(scripts: readonly string[]): Promise<void> {
  await Promise.all(scripts.map(bundle));
  process.env[SHARED] = scripts.join(' ');
}

/** The arguments with which Node starts a program: its bundle, or its source if a test runs alone. */
export const programArgs = (script: string): readonly string[] =>
  process.env[SHARED]?.split(' ').includes(script)
    ? [pathOf(script)]
    : ['--import', 'tsx', join(ROOT, script)];
