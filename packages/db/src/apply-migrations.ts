import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { MigrationFailedError } from './errors.ts';
import { createMigrationAdapter } from './migration-adapter.ts';
import { createSchemaEngine } from './schema-engine.ts';

/**
 * Returns the names of the applied migrations. The caller holds the lock.
 *
 * @throws {MigrationFailedError}
 */
export async function applyMigrations(session: pg.Pool, migrationsList: MigrationList): Promise<string[]> {
  let scriptError: unknown;
  const adapter = createMigrationAdapter(session, (error) => (scriptError = error));
  const engine = await createSchemaEngine(adapter);
  try {
    const filters = { externalTables: await listTables(session), externalEnums: [] };
    return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
  } catch (engineError) {
    const migration = await findUnfinished(session);
    if (!migration) throw new MigrationFailedError(firstParagraph(engineError), { cause: engineError });
    if (!scriptError) throw new MigrationFailedError(NEVER_FINISHED, { migration, cause: engineError });
    if (!wasRolledBack(scriptError)) {
      throw new MigrationFailedError(UNKNOWN, { migration, cause: scriptError });
    }
    // The script was rolled back completely, so the migration can be run again after the cause is corrected.
    await engine.markMigrationRolledBack({ migrationName: migration });
    throw new MigrationFailedError(`${scriptError.message} (nothing of it was applied)`, {
      migration,
      cause: scriptError,
    });
  } finally {
    engine.free();
  }
}

const BY_HAND =
  'check whether its changes are in the database, then set finished_at or rolled_back_at of its row in _prisma_migrations';
const NEVER_FINISHED = `was started earlier and never finished; ${BY_HAND}`;
const UNKNOWN = `the connection was lost while it ran; ${BY_HAND}`;

/** Existing tables. Prisma refuses a schema that is not empty, unless these tables are named as external. */
async function listTables(session: pg.Pool): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(
    "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'",
  );
  return rows.map(({ name }) => name);
}

async function findUnfinished(session: pg.Pool): Promise<string | undefined> {
  try {
    const { rows } = await session.query<{ migration_name: string }>(
      'SELECT migration_name FROM public._prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL ORDER BY started_at DESC LIMIT 1',
    );
    return rows[0]?.migration_name;
  } catch {
    // The table does not exist yet, or the connection is lost: the original error says more.
    return undefined;
  }
}

/**
 * Postgres answered and the session continued, so the script's transaction was rolled back. If the connection (class 08), the
 * server (57P, 58) or its internal state (XX) failed, the commit may have come first. The code decides, because the severity is
 * translated.
 */
const wasRolledBack = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && !/^(08|57P|58|XX)/.test(error.code ?? '08');

/** The engine's message, without the stack trace that follows it. */
const firstParagraph = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split(/\n {3}\d+: /)[0] ?? '';
