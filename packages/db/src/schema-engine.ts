import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * Prisma's own schema engine as WebAssembly: the code behind `prisma migrate`, without the binary that the CLI downloads.
 * It reaches the database only through `adapter`.
 */
export async function createSchemaEngine(
  adapter: SqlMigrationAwareDriverAdapterFactory,
): Promise<engineModule.SchemaEngine> {
  await (instantiated ??= instantiate());
  // No datamodels here (it panics on an empty list): each call passes the schema that it needs.
  const options = { datamodels: undefined };
  return engineModule.SchemaEngine.new(options, () => {}, bindMigrationAwareSqlAdapterFactory(adapter));
}

/** One instance per process: the module keeps it in a variable of its own. */
let instantiated: Promise<void> | undefined;

/** Does the same as the package's `schema_engine.js`, which requires a bundler that can import a `.wasm` file. */
async function instantiate(): Promise<void> {
  const glue = engineModule as unknown as Glue;
  const gluePath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const code = await readFile(gluePath.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': glue });
  // A panic reports its message here before it traps. The Prisma client sets the same global, for itself.
  globals.PRISMA_WASM_PANIC_REGISTRY ??= {
    set_message: (message) => console.error(`schema engine: ${message}`),
  };
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
}

type Exports = Readonly<Record<string, unknown>>;

/** Part of the module, left out of its type declarations. */
interface Glue {
  readonly __wbg_set_wasm: (exports: Exports) => void;
}

/** Node has it, but the types of this project exclude those of the browser. */
declare const WebAssembly: {
  readonly instantiate: (
    code: Uint8Array,
    imports: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly instance: { readonly exports: Exports } }>;
};

const globals = globalThis as { PRISMA_WASM_PANIC_REGISTRY?: { set_message: (message: string) => void } };
