import type { Pool } from 'pg';
import { auditOf, type QueueAudit, UNREADABLE } from './queue-audit.ts';

/** If one of these is off, a crash can lose a commit. `synchronous_commit` has five values: all but `off` wait for the disk. */
const WANTED = ['fsync', 'full_page_writes', 'synchronous_commit'];

/** Reads the settings of this pool's connections. Rejects if the server does not answer. */
export async function auditPostgres(pool: Pick<Pool, 'query'>): Promise<QueueAudit> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
    [WANTED],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const findings = WANTED.flatMap((setting) => {
    const value = settings.get(setting) ?? UNREADABLE;
    return value === 'off' || value === UNREADABLE ? [{ setting, value, wanted: 'on' }] : [];
  });
  return auditOf(findings, { readable: WANTED.every((name) => settings.has(name)) });
}
