import pg from 'pg';
import { type SessionSettings, STARTUP_SETTINGS } from './session-settings.ts';

type StartupPacket = Readonly<Record<string, string>>;

/** Part of `pg.Client` 8, left out of its type declarations: what it sends when it connects. */
interface WithStartupPacket {
  getStartupConf(): StartupPacket;
}

const Client = pg.Client as unknown as new (
  config?: string | pg.ClientConfig,
) => pg.Client & WithStartupPacket;

/** `pg.Client`, which asks for `STARTUP_SETTINGS` as it connects: it knows no option for them. */
export class SessionClient extends Client {
  override getStartupConf(): StartupPacket {
    return { ...super.getStartupConf(), ...STARTUP_SETTINGS };
  }
}

/** What a pooler in transaction mode has to be told in each transaction, since it keeps no session for us. */
export interface LocalSettings {
  /** `SET LOCAL …; SET LOCAL …`; empty where the session has everything. */
  readonly sql: string;
  /** Whether a statement that stands alone needs them too: it is then put into a transaction. */
  readonly matterToOneStatement: boolean;
}

/**
 * Sets on a new connection what the startup packet did not. What the URL itself asks for (`?options=`, `?statement_timeout=`) stays.
 *
 * A pooler shows in the process id: it gave us one of its own when we connected, and the server has another. What is set there would stay on
 * a connection that others are given next, so nothing is: it is returned, to be set in each transaction.
 */
export async function prepareSession(
  client: pg.ClientBase,
  settings: SessionSettings,
  timeoutMs: number,
): Promise<LocalSettings> {
  const { processID } = client as unknown as { readonly processID: number | null };
  const query = {
    text: PREPARE,
    values: [Object.keys(settings), Object.values(settings), Object.keys(STARTUP_SETTINGS), processID ?? 0],
    query_timeout: timeoutMs,
  };
  const { rows } = await client.query<{ name: string; value: string; was: string; isPooled: boolean }>(query);
  const toSet = rows.filter(({ name, isPooled }) => isPooled && name !== 'idle_session_timeout');
  return {
    sql: toSet
      .map(({ name, value }) => `SET LOCAL ${pg.escapeIdentifier(name)} = ${pg.escapeLiteral(value)}`)
      .join('; '),
    // A limit that is '0' is none: only a transaction wants one there.
    matterToOneStatement: toSet.some(({ name, was }) => was !== '0' && !OF_TRANSACTIONS.has(name)),
  };
}

/** Limits of a whole transaction: one statement does not come to them. */
const OF_TRANSACTIONS: ReadonlySet<string> = new Set([
  'idle_in_transaction_session_timeout',
  'transaction_timeout',
]);

/** One round trip. `set_config` with `true` lasts as long as this statement. */
const PREPARE = `
  WITH here AS (SELECT pg_backend_pid() <> $4::int AS is_pooled)
  SELECT name, value, setting AS was, is_pooled AS "isPooled", set_config(name, value, is_pooled)
  FROM here, unnest($1::text[], $2::text[]) AS wanted (name, value) JOIN pg_settings USING (name)
  WHERE setting <> value
    AND (source <> 'client' OR name = ANY ($3::text[]))
    AND NOT (is_pooled AND name = 'search_path' AND current_schema() IS NOT DISTINCT FROM 'public')`;
