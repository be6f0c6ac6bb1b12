import type { Check } from './check.ts';
import { failed, type Finding, ok, warning } from './finding.ts';

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
