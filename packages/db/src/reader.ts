import pg from 'pg';
import type { Sql } from 'sql-template-tag';
import { createPool, unreachable } from './create-pool.ts';
import { NotMigratedError, TooSlowError } from './errors.ts';
import { CONNECT_TIMEOUT_MS, type LocalSettings, sessionSettings } from './session-client.ts';

// `@payspool/db/reader`: SQL without Prisma, for the dashboard and for commands that must start at once.

export { DatabaseUnreachableError, NotMigratedError, TooSlowError } from './errors.ts';
// The library whose `sql` Prisma exports as `Prisma.sql`: a value in a template is always sent apart from the text.
export { default as sql, empty, join, raw, type Sql } from 'sql-template-tag';

export interface Reader {
  /**
   * Runs one statement. The types of the values that it returns:
   *
   * - `bigint` columns: `bigint`
   * - `numeric` columns whose name ends in `minor` (`amount_minor`, `"amountMinor"`): `bigint`; other `numeric` columns: `string`
   * - `timestamptz` columns: `Date`
   * - `json` and `jsonb` columns: the parsed value
   *
   * `integer`, `double precision`, `text`, `boolean`, `bytea` and arrays are what `pg` makes of them.
   *
   * @throws {TooSlowError} after `statementMs`
   * @throws {NotMigratedError} if a table or a column is missing
   * @throws {DatabaseUnreachableError} if there is no connection
   */
  query<Row extends object>(statement: Sql): Promise<Row[]>;
}

export interface ReaderOptions {
  readonly url: string;
  /** Maximum number of connections. A statement that gets none within 5 s fails. */
  readonly poolSize?: number;
  /** Limit of one statement, in milliseconds. */
  readonly statementMs?: number;
  /** The name in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Called if an unused connection breaks. The pool replaces it, so logging is enough. */
  readonly onError?: (error: Error) => void;
}

export interface OpenReader {
  readonly reader: Reader;
  /** Waits for running statements, then ends every connection. */
  readonly close: () => Promise<void>;
}

/** Connects with the first statement, so this call does not fail if the server is unavailable. */
export function openReader({
  url,
  poolSize = 4,
  statementMs = 3_000,
  applicationName = 'payspool-reader',
  onError = () => {},
}: ReaderOptions): OpenReader {
  let local: LocalSettings | undefined;
  const pool = createPool(
    {
      connectionString: url,
      max: poolSize,
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // Less than the time after which a silent connection is closed with an error: an unused one is silent too.
      idleTimeoutMillis: CONNECT_TIMEOUT_MS,
      // Postgres ends the statement first. This closes the connection if Postgres itself does not answer.
      answerTimeoutMs: statementMs + CONNECT_TIMEOUT_MS,
      session: sessionSettings({ statementMs, idleInTransactionMs: statementMs + CONNECT_TIMEOUT_MS }),
      onPrepared: (wanted) => {
        local = wanted;
      },
    },
    (error) => onError(withoutClient(error)),
  );
  return {
    reader: {
      query: async <Row extends object>(statement: Sql) => {
        try {
          return await query<Row>(pool, statement, () => local);
        } catch (error) {
          throw failure(error, { url, statementMs });
        }
      },
    },
    close: () => pool.end(),
  };
}

/** @param local the settings that a pooler requires in each transaction; `undefined` until the pool has connected */
async function query<Row extends object>(
  pool: pg.Pool,
  { text, values }: Sql,
  local: () => LocalSettings | undefined,
): Promise<Row[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const settings = local()?.sql;
    if (settings) await client.query(`BEGIN; ${settings}`);
    const result = await client.query<Row>({ text, values, types });
    if (settings) await client.query('COMMIT');
    return withMinorUnits(result);
  } catch (error) {
    // A failed transaction would go to the next user of the connection.
    if (local()?.sql || !(error instanceof pg.DatabaseError)) broken = asError(error);
    throw error;
  } finally {
    client.release(broken);
  }
}

const { INT8, NUMERIC } = pg.types.builtins;
const isType = (id: number, type: number): boolean => id === type;

const types: pg.CustomTypesConfig = {
  getTypeParser: (...[id, format]: Parameters<typeof pg.types.getTypeParser>) =>
    isType(id, INT8) ? BigInt : (pg.types.getTypeParser(id, format) as unknown),
};

/** Amounts in minor units are whole numbers that may be too large for a `number`. */
function withMinorUnits<Row extends object>({ rows, fields }: pg.QueryResult<Row>): Row[] {
  const names = fields
    .filter(({ name, dataTypeID }) => isType(dataTypeID, NUMERIC) && /minor$/i.test(name))
    .map(({ name }) => name);
  if (names.length === 0) return rows;
  return rows.map((row) => {
    const amounts = names.map((name) => [name, amountOf(Reflect.get(row, name))]);
    return { ...row, ...Object.fromEntries(amounts) };
  });
}

const amountOf = (value: unknown): unknown => (typeof value === 'string' ? BigInt(value) : value);

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** What the caller gets for an error of the driver. */
function failure(
  cause: unknown,
  { url, statementMs }: { readonly url: string; readonly statementMs: number },
): Error {
  const error = withoutClient(asError(cause));
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (!(error instanceof pg.DatabaseError)) return unreachable(url, error);
  const code = error.code ?? '';
  if (code === CANCELED) return new TooSlowError(statementMs, { cause: error });
  if (NOT_MIGRATED.has(code)) return new NotMigratedError({ cause: error });
  return AWAY.test(code) ? unreachable(url, error) : error;
}

const CANCELED = '57014';
/** Undefined table, undefined column. */
const NOT_MIGRATED: ReadonlySet<string> = new Set(['42P01', '42703']);
/** Classes of SQLSTATE: connection, authorization, no such database, too many connections, operator intervention. */
const AWAY = /^(08|28|3D|53|57)/;

/** pg-pool attaches the whole client with its connection settings to the error; they must not be logged. */
function withoutClient(error: Error): Error {
  Reflect.deleteProperty(error, 'client');
  return error;
}
