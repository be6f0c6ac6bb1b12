import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { MigrationFailedError } from './errors.ts';
import { createMigrationAdapter } from './migration-adapter.ts';
import { createSchemaEngine } from './schema-engine.ts';

/**
 * Names of those that were applied. The caller holds the lock.
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
    // Nothing of it is left, so that it can simply be run again once the reason is gone.
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
  'see whether its changes are there, then set finished_at or rolled_back_at of its row in _prisma_migrations';
const NEVER_FINISHED = `was begun earlier and never finished; ${BY_HAND}`;
const UNKNOWN = `the connection was lost while it ran; ${BY_HAND}`;

/** Tables that are there already: Prisma refuses a schema that is not empty unless it is told that they are somebody else's. */
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
    // No table yet, or no connection any more: the error that brought us here says more.
    return undefined;
  }
}

/**
 * Postgres answered, and the session lived on: the script's transaction was rolled back. Where the connection (class 08),
 * the server (57P, 58) or its sanity (XX) went, the commit may have come first. By code, since the severity is translated.
 */
const wasRolledBack = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && !/^(08|57P|58|XX)/.test(error.code ?? '08');

/** What the engine says, without the trace of its own sources that follows. */
const firstParagraph = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split(/\n {3}\d+: /)[0] ?? '';
