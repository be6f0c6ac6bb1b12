import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { openSession } from './create-pool.ts';
import { MigrationFailedError } from './errors.ts';

export interface DashboardRoleOptions {
  readonly role: string;
  /** The password that the role gets if it does not exist yet. */
  readonly password?: string | undefined;
}

/**
 * Gives a role exactly the rights of the dashboard: it reads everything but the bodies, asks for operations and stops them, writes down
 * what people did, and keeps their sessions. It can change nothing else. Run it after each migration: tables may have been added.
 *
 * @throws {DatabaseUnreachableError}
 * @throws {MigrationFailedError} if the role does not exist and has no password, or if this connection may not grant the rights
 */
export async function grantDashboardRole(
  url: string,
  { role, password }: DashboardRoleOptions,
): Promise<void> {
  const session = await openSession(url);
  try {
    const found = await findRole(session, role);
    if (found === 'powerful') {
      throw new MigrationFailedError(
        `the role ${role} owns the tables or is a superuser: use a role of its own for the dashboard`,
      );
    }
    if (found === 'missing') await createRole(session, role, password);
    await session.query(grantsFor(pg.escapeIdentifier(role), await readableColumns(session)));
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError)) throw cause;
    throw new MigrationFailedError(`the rights of the dashboard's role: ${cause.message}`, { cause });
  } finally {
    await session.end();
  }
}

async function findRole(session: pg.Pool, role: string): Promise<'missing' | 'usable' | 'powerful'> {
  const { rows } = await session.query<{ powerful: boolean }>(
    `SELECT rolsuper OR pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'public.events'::regclass), 'MEMBER') AS powerful
     FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  if (!rows[0]) return 'missing';
  return rows[0].powerful ? 'powerful' : 'usable';
}

async function createRole(session: pg.Pool, role: string, password: string | undefined): Promise<void> {
  if (password === undefined) {
    throw new MigrationFailedError(
      `the role ${role} does not exist: create it (CREATE ROLE … LOGIN PASSWORD …), or set DASHBOARD_DATABASE_URL to a URL with this user and a password, which it then gets`,
    );
  }
  await session.query(
    `CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN PASSWORD ${pg.escapeLiteral(scramVerifier(password))}`,
  );
}

/** The form in which Postgres stores a password, so that the server's log never has it. Source: RFC 5803; pg_authid in the manual. */
function scramVerifier(password: string): string {
  const [iterations, salt] = [4096, randomBytes(16)];
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** Every column of every table, but the bodies. */
async function readableColumns(session: pg.Pool): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await session.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT (c.relname = 'events' AND a.attname = 'raw_body')
     GROUP BY c.relname ORDER BY c.relname`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** One script, one transaction: a dashboard that is running never lacks its rights. */
function grantsFor(role: string, tables: ReadonlyMap<string, readonly string[]>): string {
  const reads = [...tables].map(
    ([table, columns]) =>
      `GRANT SELECT (${columns.map((name) => pg.escapeIdentifier(name)).join(', ')}) ON public.${pg.escapeIdentifier(table)} TO ${role}`,
  );
  return [
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role}`,
    `GRANT USAGE ON SCHEMA public TO ${role}`,
    ...reads,
    `GRANT INSERT ON public.operations, public.audit TO ${role}`,
    `GRANT USAGE ON SEQUENCE public.operations_id_seq, public.audit_id_seq TO ${role}`,
    `GRANT UPDATE (abort_at) ON public.operations TO ${role}`,
    `GRANT INSERT, DELETE, UPDATE (seen_at) ON public.dashboard_sessions TO ${role}`,
    `GRANT EXECUTE ON FUNCTION public.read_body, public.oldest_body TO ${role}`,
  ].join(';\n');
}
