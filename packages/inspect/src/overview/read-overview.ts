import { type Reader, sql } from '@payspool/db/reader';
import { type LastEvents, lastEvents } from './last-events.ts';
import { type LastHour, lastHour, MINUTES } from './last-hour.ts';
import { isInScope, type Scope } from '../scope.ts';
import { type QuietAccount, silentAccounts } from './silence.ts';
import { capped, type Waiting, waitingRows } from './waiting.ts';

/** What the database shows of the whole installation. */
export interface Overview {
  /** What waits for a person. */
  readonly waiting: readonly Waiting[];
  /** Every account of which there is an event, sorted by name. */
  readonly accounts: readonly AccountOverview[];
}

/** One account in the overview. */
export interface AccountOverview extends Pick<LastHour, 'minutes' | 'lagP50Ms' | 'lagP95Ms'> {
  readonly provider: string;
  readonly account: string;
  /** The mode of the last event. */
  readonly mode: string | null;
  /** The last delivery; null if there is none, or if many events were read by the provider's API since. */
  readonly delivered: Date | null;
  /** The last event of any source. */
  readonly received: Date;
  /** Whether it has been silent for longer than ever before. */
  readonly isSilent: boolean;
  readonly sweeps: readonly SweepState[];
}

/** How far the provider's own list of events has been read. */
export interface SweepState {
  readonly provider: string;
  readonly account: string;
  /** The provider's id of the connected merchant; empty for the account itself. */
  readonly merchant: string;
  /** Every event up to this time has been read; null before the first sweep has finished. */
  readonly doneTo: Date | null;
  /** When the last attempt ended. */
  readonly endedAt: Date | null;
  /** Events that were read by all sweeps, and those that no delivery had brought. */
  readonly read: bigint;
  readonly missed: bigint;
  /** Why the last attempt failed. */
  readonly error: string | null;
}

/** Connected merchants are counted in thousands; the newest attempts are enough. */
const MAX_SWEEPS = 200;

/** Reads the overview in five statements, none of which grows with the number of events. */
export async function readOverview(
  reader: Reader,
  { now, scope = 'all' }: { readonly now: Date; readonly scope?: Scope },
): Promise<Overview> {
  const [rows, last, hour, sweeps] = await Promise.all([
    waitingRows(reader, { now, scope }),
    lastEvents(reader),
    lastHour(reader, now),
    sweepStates(reader),
  ]);
  const known = accountsOf(last.filter((one) => isInScope(scope, one)));
  const silent = await silentAccounts(reader, known.filter(hasDelivery), now);
  const accounts = known.map(({ provider, account, mode, delivered, received }) => {
    const name = { provider, account };
    return {
      ...name,
      mode,
      delivered,
      received,
      ...(hour.find((one) => isSame(one, name)) ?? NOTHING),
      isSilent: silent.some((one) => isSame(one, name)),
      sweeps: sweeps.filter((one) => isSweepOf(one, name)),
    };
  });
  return { waiting: [...rows, ...silenceOf(silent)], accounts };
}

/** All sweeps, those first whose last attempt ended last. */
export const sweepStates = (reader: Reader): Promise<readonly SweepState[]> =>
  reader.query<SweepState>(sql`
    SELECT provider, account, merchant, done_to AS "doneTo", ended_at AS "endedAt", read, missed, error
    FROM sweeps ORDER BY ended_at DESC NULLS LAST, provider, account, merchant LIMIT ${MAX_SWEEPS}`);

interface Named {
  readonly provider: string;
  readonly account: string;
}

const isSame = (one: Named, other: Named): boolean =>
  one.provider === other.provider && one.account === other.account;

/** The sweep of a connected merchant belongs to the account of the merchant's rows: `default/acct_1`. */
export const isSweepOf = ({ provider, account, merchant }: SweepState, owner: Named): boolean =>
  isSame({ provider, account: merchant === '' ? account : `${account}/${merchant}` }, owner);

const NOTHING = { minutes: Array.from({ length: MINUTES }, () => 0), lagP50Ms: null, lagP95Ms: null };

type KnownAccount = Pick<AccountOverview, 'provider' | 'account' | 'mode' | 'delivered' | 'received'> &
  Pick<QuietAccount, 'types'>;

/** @param last sorted by account, the latest event of each first */
function accountsOf(last: readonly LastEvents[]): readonly KnownAccount[] {
  const accounts = new Map<string, KnownAccount>();
  for (const { provider, account, type, mode, received, delivered } of last) {
    const name = `${provider}/${account}`;
    const known = accounts.get(name) ?? { provider, account, mode, received, delivered: null, types: [] };
    accounts.set(name, {
      ...known,
      delivered: later(known.delivered, delivered),
      types: [...known.types, type],
    });
  }
  return [...accounts.values()];
}

const later = (one: Date | null, other: Date | null): Date | null =>
  one && other ? (one > other ? one : other) : (one ?? other);

const hasDelivery = <Account extends { readonly delivered: Date | null }>(
  account: Account,
): account is Account & { readonly delivered: Date } => account.delivered !== null;

function silenceOf(silent: readonly QuietAccount[]): Waiting[] {
  if (silent.length === 0) return [];
  const oldest = silent.map(({ delivered }) => delivered).toSorted((a, b) => a.getTime() - b.getTime());
  const names = silent.slice(0, 5).map(({ provider, account }) => `${provider}/${account}`);
  return [{ kind: 'silent_accounts', oldest: oldest[0] ?? null, names, ...capped(silent.length) }];
}
