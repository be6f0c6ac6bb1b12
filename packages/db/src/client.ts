import { CONNECT_TIMEOUT_MS } from './connect-timeout.ts';
import { createPool } from './create-pool.ts';
import { PrismaClient } from './generated/client.ts';
import { createSessionAdapter } from './session-adapter.ts';
import type { LocalSettings } from './session-client.ts';
import { sessionSettings } from './session-settings.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most. A query that gets none within 5 s fails. */
  readonly poolSize?: number;
  /** As it shows in `pg_stat_activity`. */
  readonly applicationName?: string;
  /**
   * A connection on which Postgres owes an answer for so long is given up, and what was asked fails, milliseconds. Postgres gives a
   * statement up as soon, and a transaction in which nothing is asked. Without it none of them has a limit.
   */
  readonly answerTimeoutMs?: number;
  /** Told when a connection breaks while nobody uses it. The pool replaces it; there is nothing to do but to log. */
  readonly onError?: (error: Error) => void;
}

export interface OpenDatabase {
  readonly prisma: PrismaClient;
  /** Waits for running queries, then ends every connection. */
  readonly close: () => Promise<void>;
}

/** A client over a pool of its own. Connects with the first query, so this never fails for want of a server. */
export function openDatabase({
  url,
  poolSize = 10,
  applicationName = 'payspool',
  answerTimeoutMs,
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
      session: sessionSettings({ statementMs: answerTimeoutMs, idleInTransactionMs: answerTimeoutMs }),
      onPrepared: (wanted) => {
        local = wanted;
      },
    },
    report,
  );
  const adapter = createSessionAdapter(pool, {
    onConnectionError: report,
    local: () => local,
    endsPool: true,
  });
  // `minimal` leaves the excerpt of source code out of messages. Validation errors print the arguments in every format.
  const prisma = new PrismaClient({ adapter, errorFormat: 'minimal' });
  return { prisma, close: () => prisma.$disconnect() };
}

/** pg-pool hangs the whole client on the error, connection settings included: not for a log. */
function withoutClient(error: Error): Error {
  Reflect.deleteProperty(error, 'client');
  return error;
}
