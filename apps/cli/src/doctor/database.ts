import { type Database, pendingMigrations, proveWrite } from '@payspool/db';
import { explainRefusal, refusalReason } from '@payspool/queue';
import type { Env } from '@payspool/runtime';
import { type Check, failed, type Finding, ok, warning } from './check.ts';
import { refusalFinding } from './run-checks.ts';

const OLDEST = 150_000;

/** Checks that the database is reachable, of a supported version, fully migrated, and accepts a write. */
export const databaseCheck: Check = {
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

/** Checks the direct connection without the pooler, if one is configured. */
export const directDatabase: Check = {
  name: 'direct database',
  run: async ({ settings }) => {
    const url = settings.databaseDirectUrl();
    if (url === undefined) return [];
    await pendingMigrations(url);
    return [ok('direct database', 'reachable')];
  },
};

const WARN_MS = 2000;
/** A fifth of the 300 s for which providers' signatures are valid. */
const FAIL_MS = 60_000;
const REMEDY = 'synchronise the clocks of both machines (NTP): signatures are valid for 300 s';

/** Compares this machine's clock with the database's. */
export const databaseClock: Check = {
  name: 'clock of the database',
  run: async ({ database, now }) => {
    const db = database();
    await db.$queryRaw`SELECT 1`; // the connection is made before the time is read
    const asked = now().getTime();
    const [row] = await db.$queryRaw<{ time: Date }[]>`SELECT clock_timestamp() AS time`;
    const middle = (asked + now().getTime()) / 2;
    return [clockFinding('clock of the database', (row?.time.getTime() ?? Number.NaN) - middle)];
  },
};

/** Compares this machine's clock with that of the queue's store. */
export const queueClock: Check = {
  name: 'clock of the queue',
  run: async ({ queue }) => [clockFinding('clock of the queue', (await queue()).clockOffsetMs)],
};

/** @param offsetMs how far the other clock is ahead of this one */
export function clockFinding(name: string, offsetMs: number): Finding {
  const away = Math.abs(offsetMs);
  const found = `${(away / 1000).toFixed(1)} s ${offsetMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (away <= WARN_MS) return ok(name, found);
  return away <= FAIL_MS ? warning(name, found, REMEDY) : failed(name, found, REMEDY);
}
