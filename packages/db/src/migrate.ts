import pg from 'pg';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { DriverAdapterError, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { MigrationFailedError } from './errors.ts';
import { MIGRATIONS_FOLDER, readMigrations } from './migrations-folder.ts';
import { openSession } from './create-pool.ts';
import { createSchemaEngine } from './schema-engine.ts';
import { createSessionAdapter } from './session-adapter.ts';

export interface MigrateOptions {
  /** The folder of the migrations; by default that of the repository. */
  readonly folder?: URL;
  /** How long to wait for another process that is migrating, in milliseconds. */
  readonly lockTimeoutMs?: number;
}

/**
 * Applies the pending migrations, oldest first, and records them in `_prisma_migrations` as `prisma migrate deploy` does.
 * Safe to run in several processes at once: one of them migrates, the others wait and then find nothing to do.
 *
 * `url` must lead to Postgres itself, not to a pooler in transaction mode.
 *
 * @throws {DatabaseUnreachableError}
 * @throws {MigrationFailedError}
 */
export async function migrateDatabase(
  url: string,
  { folder = MIGRATIONS_FOLDER, lockTimeoutMs = 120_000 }: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(folder);
  const session = await openSession(url);
  try {
    await lockMigrations(session, lockTimeoutMs);
    return { applied: await applyMigrations(session, migrations) };
  } finally {
    // Ends the session, and with it the lock.
    await session.end();
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
/** The lock that Prisma's own commands take, so that this waits for them too. */
const PRISMA_MIGRATE_LOCK = 72_707_369;

async function lockMigrations(session: pg.Pool, timeoutMs: number): Promise<void> {
  await session.query(`SET lock_timeout = ${Math.trunc(timeoutMs)}`);
  try {
    await session.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATE_LOCK]);
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError) || cause.code !== LOCK_NOT_AVAILABLE) throw cause;
    throw new MigrationFailedError(`another process has been migrating for ${timeoutMs / 1000} s`, { cause });
  }
  await session.query('SET lock_timeout = 0');
}

/**
 * Returns the names of the applied migrations. The caller holds the lock.
 *
 * @throws {MigrationFailedError}
 */
async function applyMigrations(session: pg.Pool, migrationsList: MigrationList): Promise<string[]> {
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

/**
 * Prisma's adapter, but it sends a script to Postgres as a whole, like Prisma's native engine: one implicit transaction, all or
 * nothing. The original adapter (`executeScript` of @prisma/adapter-pg 7.10) splits a script at every semicolon, even in strings
 * and function bodies, and commits each piece.
 */
function createMigrationAdapter(
  session: pg.Pool,
  onScriptError: (error: unknown) => void,
): SqlMigrationAwareDriverAdapterFactory {
  const factory = createSessionAdapter(session, { local: () => NOTHING });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
    connect: async () => {
      const adapter = await factory.connect();
      adapter.executeScript = async (script) => {
        try {
          await session.query(script);
        } catch (error) {
          onScriptError(error);
          throw new DriverAdapterError(describe(error));
        }
      };
      return adapter;
    },
  };
}

/** A session for migrations is direct, without a pooler. */
const NOTHING = { isPooled: false, sql: '', matterToOneStatement: false };

function describe(error: unknown) {
  const { code, severity, message, detail, column, hint } =
    error instanceof pg.DatabaseError ? error : ({ message: String(error) } as Partial<pg.DatabaseError>);
  return {
    kind: 'postgres' as const,
    code: code ?? 'N/A',
    severity: severity ?? 'N/A',
    message: message ?? '',
    detail,
    column,
    hint,
  };
}
