import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { createSessionAdapter } from './session-adapter.ts';

/**
 * Prisma's adapter, but it sends a script to Postgres as a whole, like Prisma's native engine: one implicit transaction, all or
 * nothing. The original adapter (`executeScript` of @prisma/adapter-pg 7.10) splits a script at every semicolon, even in strings
 * and function bodies, and commits each piece.
 */
export function createMigrationAdapter(
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
