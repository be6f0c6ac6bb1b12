import { type Database, Prisma } from '@payspool/db';
import type { Accounts, Span } from '@payspool/providers';
import { type SweepUnit, sweepUnits } from './sweep-units.ts';

/** Long enough for one page: the wait for two calls, the calls, and the queue. Another process takes the sweep over afterwards. */
export const LEASE_SECONDS = 90;

type RawDatabase = Pick<Database, '$queryRaw' | '$executeRaw'>;

/** The row of a sweep that this process has reserved. */
export interface ClaimedSweep {
  readonly since: Date;
  readonly doneTo: Date | null;
  /** The span of a sweep that was interrupted. */
  readonly from: Date | null;
  readonly to: Date | null;
  readonly page: string | null;
  readonly error: string | null;
  readonly endedAt: Date | null;
  /** The end of the reservation. It is compared with each write, so that a process that was too slow writes nothing any more. */
  readonly leaseUntil: Date;
}

const named = ({ account, merchant }: SweepUnit) =>
  Prisma.sql`provider = ${account.provider.slug} AND account = ${account.name} AND merchant = ${merchant}`;
const leaseOf = (seconds: number) => Prisma.sql`clock_timestamp() + make_interval(secs => ${seconds})`;

/**
 * Reserves the sweep of a unit, and creates its row before the first one: it begins at `since`, else at the account's first
 * delivery, else now.
 *
 * @returns the row, or the milliseconds until another process's reservation ends
 */
export async function claimSweep(
  db: RawDatabase,
  unit: SweepUnit,
  {
    now,
    recordedAs,
    since,
    leaseSeconds,
  }: {
    readonly now: Date;
    readonly recordedAs: string;
    readonly since?: Date | undefined;
    readonly leaseSeconds: number;
  },
): Promise<ClaimedSweep | number> {
  const { account, merchant } = unit;
  const claim = () => db.$queryRaw<ClaimedSweep[]>`
    UPDATE sweeps SET lease_until = ${leaseOf(leaseSeconds)}
    WHERE ${named(unit)} AND (lease_until IS NULL OR lease_until <= clock_timestamp())
    RETURNING since, done_to AS "doneTo", "from", "to", page, error, ended_at AS "endedAt", lease_until AS "leaseUntil"`;
  const [claimed] = await claim();
  if (claimed) return claimed;
  const [held] = await db.$queryRaw<{ ms: number }[]>`
    SELECT coalesce(greatest(0, extract(epoch FROM lease_until - clock_timestamp())), 0)::float8 * 1000 AS ms
    FROM sweeps WHERE ${named(unit)}`;
  if (held) return Math.ceil(held.ms);
  await db.$executeRaw`
    INSERT INTO sweeps (provider, account, merchant, since)
    SELECT ${account.provider.slug}, ${account.name}, ${merchant}, coalesce(${since ?? null}::timestamptz, (
      SELECT received_at FROM events
      WHERE provider = ${account.provider.slug} AND account = ${recordedAs} AND source = 'delivery'
      ORDER BY received_at LIMIT 1), ${now})
    ON CONFLICT (provider, account, merchant) DO NOTHING`;
  const [created] = await claim();
  return created ?? leaseSeconds * 1000;
}

/** What a page adds to the counts of the row. */
interface PageCounts {
  readonly read: number;
  readonly missed: number;
}

/** The end of a page: where the sweep goes on, or `done`. */
export interface PageEnd {
  readonly span: Span;
  /** `undefined` after the last page. */
  readonly next: string | undefined;
  readonly counts: PageCounts;
  readonly now: Date;
  readonly leaseSeconds: number;
}

/**
 * Saves where a sweep goes on, or that its span has been read, and renews the reservation.
 *
 * @returns the end of the new reservation; `undefined` if another process has taken the sweep over
 */
export async function saveSweep(
  db: RawDatabase,
  unit: SweepUnit,
  { leaseUntil }: Pick<ClaimedSweep, 'leaseUntil'>,
  { span: { from, to }, next, counts: { read, missed }, now, leaseSeconds }: PageEnd,
): Promise<Date | undefined> {
  const place =
    next === undefined
      ? Prisma.sql`"from" = NULL, "to" = NULL, page = NULL, done_to = ${to}, ended_at = ${now}, lease_until = clock_timestamp()`
      : Prisma.sql`"from" = ${from}, "to" = ${to}, page = ${next}, lease_until = ${leaseOf(leaseSeconds)}`;
  const [saved] = await db.$queryRaw<{ leaseUntil: Date }[]>`
    UPDATE sweeps SET read = read + ${read}, missed = missed + ${missed}, error = NULL, ${place}
    WHERE ${named(unit)} AND lease_until = ${leaseUntil} RETURNING lease_until AS "leaseUntil"`;
  return saved?.leaseUntil;
}

/**
 * Ends an attempt before its span has been read. The next one goes on at the same page.
 *
 * @param error why, if it failed
 * @param isPageLost whether the API does not know the page any more, so that the span is read again from its first page
 */
export async function leaveSweep(
  db: RawDatabase,
  unit: SweepUnit,
  { leaseUntil }: Pick<ClaimedSweep, 'leaseUntil'>,
  {
    error,
    isPageLost = false,
    now,
  }: { readonly error?: string; readonly isPageLost?: boolean; readonly now: Date },
): Promise<void> {
  const failure = error === undefined ? Prisma.empty : Prisma.sql`error = ${error}, ended_at = ${now},`;
  const page = isPageLost ? Prisma.sql`page = NULL,` : Prisma.empty;
  await db.$executeRaw`
    UPDATE sweeps SET ${failure} ${page} lease_until = NULL WHERE ${named(unit)} AND lease_until = ${leaseUntil}`;
}

/**
 * How far the reading of each provider's list is behind, milliseconds: of the account, or connected merchant, that is furthest behind. One
 * that was never read completely counts from its beginning.
 */
export async function sweepsBehind(
  db: Pick<Database, 'sweep'>,
  { accounts, now }: { readonly accounts: Pick<Accounts, 'all'>; readonly now: Date },
): Promise<ReadonlyMap<string, number>> {
  const units = sweepUnits(accounts);
  if (units.length === 0) return new Map();
  const rows = await db.sweep.findMany({
    where: { provider: { in: [...new Set(units.map(({ account }) => account.provider.slug))] } },
    select: { provider: true, account: true, merchant: true, since: true, doneTo: true },
  });
  const behind = new Map<string, number>();
  for (const { provider, account, merchant, since, doneTo } of rows) {
    const isRead = units.some(
      (unit) =>
        unit.account.provider.slug === provider &&
        unit.account.name === account &&
        unit.merchant === merchant,
    );
    const ms = Math.max(0, now.getTime() - (doneTo ?? since).getTime());
    if (isRead) behind.set(provider, Math.max(ms, behind.get(provider) ?? 0));
  }
  return behind;
}
