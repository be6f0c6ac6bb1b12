import { PrismaPg } from '@prisma/adapter-pg';
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
  Transaction,
} from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import { createPreparedNames, UNPREPARED } from './prepared-names.ts';
import { mayBePrepared, withDirectValues } from './query-directly.ts';
import type { LocalSettings } from './session-client.ts';

export interface SessionAdapterOptions {
  /** Called if a connection breaks during a transaction. */
  readonly onConnectionError?: (error: Error) => void;
  /** The settings that a pooler requires in each transaction; `undefined` until the pool has connected. */
  readonly local: () => LocalSettings | undefined;
  /** Whether the statements of `queryDirectly` are prepared. */
  readonly keepsPlans?: boolean;
  /** Whether the pool ends with the client. */
  readonly endsPool?: boolean;
}

/**
 * Prisma's adapter with our pool. In addition, it sends times to Postgres with their offset, and sets the settings of a session
 * in each transaction if there is a pooler.
 */
export function createSessionAdapter(
  pool: pg.Pool,
  { onConnectionError = () => undefined, local, keepsPlans = false, endsPool = false }: SessionAdapterOptions,
): SqlMigrationAwareDriverAdapterFactory {
  const preparedName = createPreparedNames();
  const factory = new PrismaPg(pool, {
    disposeExternalPool: endsPool,
    onConnectionError,
    // A pooler in transaction mode gives the next transaction another connection, where nothing is prepared.
    statementNameGenerator: (query) =>
      keepsPlans && local()?.isPooled === false && mayBePrepared(query)
        ? preparedName(query.sql)
        : UNPREPARED,
  });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
    connect: async () => inSession(await factory.connect(), local),
  };
}

function inSession(adapter: SqlDriverAdapter, local: SessionAdapterOptions['local']): SqlDriverAdapter {
  sendOffsets(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const executeRaw = adapter.executeRaw.bind(adapter);
  const begin = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (isolationLevel) => {
    const tx = await begin(isolationLevel);
    sendOffsets(tx);
    return setLocally(tx, local());
  };
  const alone =
    <Input, Output>(
      inSessionOf: (query: Input) => Promise<Output>,
      inTransactionOf: (tx: Transaction, query: Input) => Promise<Output>,
    ) =>
    async (query: Input): Promise<Output> => {
      // Whether there is a pooler is known after the first connection, which a transaction makes before it begins.
      if (local()?.matterToOneStatement === false) return inSessionOf(query);
      const tx = await adapter.startTransaction();
      try {
        const result = await inTransactionOf(tx, query);
        await tx.executeRaw(statement('COMMIT'));
        await tx.commit();
        return result;
      } catch (error) {
        await abandon(tx);
        throw error;
      }
    };
  adapter.queryRaw = alone(queryRaw, (tx, query) => tx.queryRaw(query));
  adapter.executeRaw = alone(executeRaw, (tx, query) => tx.executeRaw(query));
  return adapter;
}

function sendOffsets(queryable: SqlQueryable): void {
  const queryRaw = queryable.queryRaw.bind(queryable);
  const executeRaw = queryable.executeRaw.bind(queryable);
  queryable.queryRaw = (query) => queryRaw(withDirectValues(withOffsets(query)));
  queryable.executeRaw = (query) => executeRaw(withOffsets(query));
}

async function setLocally(tx: Transaction, settings: LocalSettings | undefined): Promise<Transaction> {
  if (!settings?.sql) return tx;
  try {
    await tx.executeRaw(statement(settings.sql));
    return tx;
  } catch (error) {
    await abandon(tx);
    throw error;
  }
}

/** Returns the connection to the pool, even if it broke meanwhile. */
async function abandon(tx: Transaction): Promise<void> {
  await tx.executeRaw(statement('ROLLBACK')).catch(() => undefined);
  await tx.rollback();
}

const statement = (sql: string) => ({ sql, args: [], argTypes: [] });

type ArgType = SqlQuery['argTypes'][number];

/**
 * Writes every time among the arguments as text with its offset, `2026-01-31T12:00:00.123+00`. The original adapter
 * (`formatDateTime` of @prisma/adapter-pg 7.10) omits the offset, and Postgres then uses the session's zone.
 */
export function withOffsets(query: SqlQuery): SqlQuery {
  if (!query.argTypes.some(isInstant)) return query;
  return {
    ...query,
    args: query.args.map((arg, index) => (isInstant(query.argTypes[index]) ? spell(arg) : arg)),
    argTypes: query.argTypes.map((type) => (isInstant(type) ? { ...type, scalarType: 'string' } : type)),
  };
}

/** Columns of a date or of a time of day have no time zone. */
const isInstant = (type: ArgType | undefined): boolean =>
  type?.scalarType === 'datetime' && !NO_INSTANT.has(type.dbType ?? '');

const NO_INSTANT: ReadonlySet<string> = new Set(['DATE', 'TIME', 'TIMETZ']);

function spell(arg: unknown): unknown {
  if (Array.isArray(arg)) return arg.map(spell);
  if (typeof arg !== 'string' && !(arg instanceof Date)) return arg;
  const time = new Date(arg);
  const [, rest = ''] = /^[+-]?\d+(-.*)Z$/.exec(time.toISOString()) ?? [];
  return `${String(time.getUTCFullYear()).padStart(4, '0')}${rest}+00`;
}
