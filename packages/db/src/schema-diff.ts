import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { createSchemaEngine } from './schema-engine.ts';

/**
 * The SQL that turns a database of schema `from` into one of schema `to` (both texts of a `schema.prisma`); empty if they are the
 * same. Without `from` it starts from an empty database. It needs no database.
 */
export async function diffSchemas({
  from = EMPTY_SCHEMA,
  to,
}: {
  from?: string;
  to: string;
}): Promise<string> {
  const engine = await createSchemaEngine(offline);
  try {
    const { stdout } = await engine.diff({
      from: datamodel(from),
      to: datamodel(to),
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout?.startsWith('-- This is an empty migration') ? '' : (stdout ?? '');
  } finally {
    engine.free();
  }
}

/** Not the engine's own "empty": with it the engine would also create the schema `public`, which requires rights on the whole database. */
const EMPTY_SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n';

const datamodel = (content: string): DiffTarget => ({
  tag: 'schemaDatamodel',
  files: [{ path: 'schema.prisma', content }],
});

const unreachable = () => Promise.reject(new Error('a comparison of two schemas does not touch a database'));

/** Answers only the engine's first questions (whether the schema exists, which version), for the oldest supported Postgres. */
const session: SqlDriverAdapter = {
  provider: 'postgres',
  adapterName: 'offline',
  queryRaw: (query) =>
    query.sql.includes('server_version_num')
      ? Promise.resolve({
          columnNames: ['exists', 'version', 'numeric_version'],
          columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
          rows: [[true, 'PostgreSQL 15.0', 150_000]],
        })
      : unreachable(),
  executeRaw: unreachable,
  executeScript: unreachable,
  startTransaction: unreachable,
  dispose: () => Promise.resolve(),
};

const offline: SqlMigrationAwareDriverAdapterFactory = {
  provider: 'postgres',
  adapterName: 'offline',
  connect: () => Promise.resolve(session),
  connectToShadowDb: unreachable,
};
