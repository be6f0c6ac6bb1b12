import { type Database, pendingMigrations, proveWrite } from '@payspool/db';
import { explainRefusal, refusalReason } from '@payspool/queue';
import type { Env } from '@payspool/runtime';
import type { Check } from './check.ts';
import { failed, type Finding, ok } from './finding.ts';
import { refusalFinding } from './refusal-finding.ts';

const OLDEST = 150_000;

/** Checks that the database is reachable, of a supported version, fully migrated, and accepts a write. */
export const database: Check = {
  name: 'database',
  run: async ({ settings, database: open, env }) => {
    const pending = await pendingMigrations(settings.databaseUrl());
    const [row] = await open().$queryRaw<{ number: number; version: string }[]>`
      SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`;
    return [
      versionFinding(row?.number ?? 0, row?.version ?? 'unknown'),
      // Without its tables no write is possible; the check `migrations` reports that.
      ...(pending.length === 0 ? await writeFindings(open(), env) : []),
      migrationsFinding(pending),
    ];
  },
};

async function writeFindings(db: Database, env: Env): Promise<readonly Finding[]> {
  try {
    await proveWrite(db, { thorough: true });
    return [];
  } catch (error) {
    const refusal = explainRefusal(refusalReason(error), 'postgres');
    const { cause } = error instanceof Error ? error : new Error('failed');
    const answer = cause instanceof Error ? cause : new Error(refusal.reason);
    const consequence = 'deliveries wait in the queue until then';
    return [refusalFinding('database', { ...refusal, error: answer }, { consequence, env })];
  }
}

/** @param number `150004` for 15.4 */
export const versionFinding = (number: number, version: string): Finding =>
  number >= OLDEST
    ? ok('database', `Postgres ${version}`)
    : failed('database', `Postgres ${version} is too old`, 'upgrade to Postgres 15 or later');

export const migrationsFinding = (pending: readonly string[]): Finding =>
  pending.length === 0
    ? ok('migrations', 'all applied')
    : failed('migrations', `${pending.length} pending: ${pending.join(', ')}`, 'run `payspool migrate`');
