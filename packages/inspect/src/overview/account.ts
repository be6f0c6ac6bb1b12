import { type Reader, sql } from '@payspool/db/reader';
import type { LastEvents } from './last-events.ts';
import { lastEvents } from './last-events.ts';
import { lastHour, type LastHour } from './last-hour.ts';
import { isSweepOf, type SweepState, sweepStates } from './read-overview.ts';

/** The budget of calls to the provider's API. */
export interface ApiBudget {
  /** Calls that were left when the last one was taken. */
  readonly tokens: number;
  readonly filledAt: Date;
  /** The share of the full rate that is used, since the API answered 429. */
  readonly share: number;
  /** Until then nothing is called. */
  readonly pausedUntil: Date | null;
}

/** Objects that differ, by class. */
interface DriftCount {
  readonly class: string;
  readonly count: number;
}

export interface AccountPage {
  readonly provider: string;
  readonly account: string;
  /** The last events by type, the latest first. */
  readonly types: readonly LastEvents[];
  readonly hour: LastHour | undefined;
  readonly sweeps: readonly SweepState[];
  readonly drift: readonly DriftCount[];
  /** Null if its API was never called. */
  readonly budget: ApiBudget | undefined;
}

/** What the database shows of one account; `undefined` if it has neither an event nor a sweep. */
export async function readAccount(
  reader: Reader,
  { provider, account, now }: { readonly provider: string; readonly account: string; readonly now: Date },
): Promise<AccountPage | undefined> {
  const isIt = (one: { readonly provider: string; readonly account: string }): boolean =>
    one.provider === provider && one.account === account;
  const [last, hours, allSweeps, drift, budgets] = await Promise.all([
    lastEvents(reader),
    lastHour(reader, now),
    sweepStates(reader),
    reader.query<DriftCount>(sql`
      SELECT class, count(*)::int AS count FROM drift
      WHERE resolved_at IS NULL AND (provider, account) = (${provider}, ${account}) GROUP BY class ORDER BY class`),
    reader.query<ApiBudget>(sql`
      SELECT tokens, filled_at AS "filledAt", share, paused_until AS "pausedUntil" FROM api_budgets
      WHERE (provider, account) = (${provider}, ${account})`),
  ]);
  const types = last.filter(isIt);
  const sweeps = allSweeps.filter((one) => isSweepOf(one, { provider, account }));
  if (types.length === 0 && sweeps.length === 0) return undefined;
  return { provider, account, types, hour: hours.find(isIt), sweeps, drift, budget: budgets[0] };
}
