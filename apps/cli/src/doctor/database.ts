import { pendingMigrations } from '@payspool/db';
import type { Check } from './check.ts';
import { failed, type Finding, ok } from './finding.ts';

const OLDEST = 150_000;

/** Reachable, of a version that is supported, and with every migration. */
export const database: Check = {
  name: 'database',
  run: async ({ settings, database: open }) => {
    const pending = await pendingMigrations(settings.databaseUrl());
    const [row] = await open().$queryRaw<{ number: number; version: string }[]>`
      SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`;
    return [versionFinding(row?.number ?? 0, row?.version ?? 'unknown'), migrationsFinding(pending)];
  },
};

/** @param number `150004` for 15.4 */
export const versionFinding = (number: number, version: string): Finding =>
  number >= OLDEST
    ? ok('database', `Postgres ${version}`)
    : failed('database', `Postgres ${version} is too old`, 'upgrade to Postgres 15 or later');

export const migrationsFinding = (pending: readonly string[]): Finding =>
  pending.length === 0
    ? ok('migrations', 'all applied')
    : failed('migrations', `${pending.length} pending: ${pending.join(', ')}`, 'run `payspool migrate`');
