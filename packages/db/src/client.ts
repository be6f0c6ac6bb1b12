import { CONNECT_TIMEOUT_MS, type LocalSettings, sessionSettings } from './session-client.ts';
import { createPool } from './create-pool.ts';
import { PrismaClient } from './generated/client.ts';
import { createSessionAdapter } from './session-adapter.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Maximum number of connections. A query that gets none within 5 s fails. */
  readonly poolSize?: number;
  /** The name in `pg_stat_activity`. */
  readonly applicationName?: string;
  /**
   * In milliseconds. If Postgres does not answer within this time, the connection is closed and the query fails. Postgres uses
   * the same limit for a statement and for an idle transaction. If unset, none of them has a limit.
   */
  readonly answerTimeoutMs?: number;
  /**
   * Keeps the plans of `queryDirectly` for each connection, for a process that runs the same statements all the time. Plans that were made
   * while tables were small must still be good when these have grown, so that Postgres is configured to prefer indexes.
   */
  readonly keepsPlans?: boolean;
  /** Called if an unused connection breaks. The pool replaces it, so logging is enough. */
  readonly onError?: (error: Error) => void;
}

export interface OpenDatabase {
  readonly prisma: PrismaClient;
  /** Waits for running queries, then ends every connection. */
  readonly close: () => Promise<void>;
}

/** A client with its own pool. It connects with the first query, so this call does not fail if the server is unavailable. */
export function openDatabase({
  url,
  poolSize = 10,
  applicationName = 'payspool',
  answerTimeoutMs,
  keepsPlans = false,
  onError = () => {},
}: DatabaseOptions): OpenDatabase {
  const report = (error: Error) => onError(withoutClient(error));
  let local: LocalSettings | undefined;
  const pool = createPool(
    {
      connectionString: url,
      max: poolSize,
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      answerTimeoutMs,
      session: {
        ...sessionSettings({ statementMs: answerTimeoutMs, idleInTransactionMs: answerTimeoutMs }),
        ...(keepsPlans && { enable_seqscan: 'off' }),
      },
      onPrepared: (wanted) => {
        local = wanted;
      },
    },
    report,
  );
  const adapter = createSessionAdapter(pool, {
    onConnectionError: report,
    local: () => local,
    keepsPlans,
    endsPool: true,
  });
  // `minimal` omits the excerpt of source code from messages. Validation errors print the arguments in every format.
  const prisma = new PrismaClient({ adapter, errorFormat: 'minimal' });
  return { prisma, close: () => prisma.$disconnect() };
}

/** pg-pool attaches the whole client with its connection settings to the error; they must not be logged. */
function withoutClient(error: Error): Error {
  Reflect.deleteProperty(error, 'client');
  return error;
}
