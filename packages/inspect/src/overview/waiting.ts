import { join, type Reader, sql, type Sql } from '@payspool/db/reader';
import { inScope, type Scope } from '../scope.ts';

/** Counts end here: more are "more than 10,000". */
export const MAX_COUNT = 10_000;

/** The kinds of what may wait for a person, in the order in which they are shown. */
export const WAITING_KINDS = [
  'failed_events',
  'failed_reactions',
  'disabled_consumers',
  'stuck_outbox',
  'silent_accounts',
  'refusals',
  'queue',
  'findings',
  'sweeps',
  'operations',
] as const;
export type WaitingKind = (typeof WAITING_KINDS)[number];

/** Something that waits for a person. */
export interface Waiting {
  readonly kind: WaitingKind;
  /** How many; `MAX_COUNT` if there are more. */
  readonly count: number;
  readonly isMore: boolean;
  /** Since when the oldest of them waits; null if it is not known. */
  readonly oldest: Date | null;
  /** Up to five of the names: accounts, consumers, kinds of operations. */
  readonly names: readonly string[];
}

/** A transition that no relay has taken for longer waits for a person. */
const OUTBOX_SECONDS = 60;
/** Like the alert PayspoolSweepBehind: an hour, for a quarter of an hour. */
const SWEEP_MINUTES = 75;
/** An account that is not configured any more leaves the row of its sweep behind. */
const SWEEP_DAYS = 30;
const OPERATION_MINUTES = 10;
/** A failed operation that nobody ran again is news for as long. */
const OPERATION_DAYS = 7;
const NAMES = 5;

type Found = Pick<Waiting, 'kind' | 'oldest'> & { readonly count: bigint; readonly names: string[] | null };

/**
 * What the database alone shows of what waits, in one statement. A kind of which nothing waits is not in it. Operations may concern any
 * account, so that only those who may see all accounts see them.
 */
export async function waitingRows(
  reader: Reader,
  { now, scope }: { readonly now: Date; readonly scope: Scope },
): Promise<readonly Waiting[]> {
  const rows = await reader.query<Found>(join(countedKinds(now, scope), '\nUNION ALL\n'));
  return rows
    .filter(({ count }) => count > 0n)
    .map(({ kind, count, oldest, names }) => ({
      kind,
      oldest,
      names: names ?? [],
      ...capped(Number(count)),
    }));
}

/** A number of which nothing above the limit is shown. */
export const capped = (count: number): Pick<Waiting, 'count' | 'isMore'> => ({
  count: Math.min(count, MAX_COUNT),
  isMore: count > MAX_COUNT,
});

function countedKinds(now: Date, scope: Scope): Sql[] {
  const mine = inScope(scope);
  const time = sql`${now}::timestamptz`;
  return [
    counted(
      'failed_events',
      sql`SELECT received_at AS at, NULL::text AS name FROM events WHERE status = 'failed' AND ${mine} ORDER BY received_at`,
    ),
    counted(
      'failed_reactions',
      sql`SELECT finished_at AS at, consumer AS name FROM reactions
        WHERE status = 'failed' AND ${reactionInScope(scope)}`,
    ),
    counted('disabled_consumers', sql`SELECT disabled_at AS at, consumer AS name FROM disabled_consumers`),
    counted(
      'stuck_outbox',
      sql`SELECT created_at AS at, topic AS name FROM outbox
        WHERE dispatched_at IS NULL AND created_at < ${time} - make_interval(secs => ${OUTBOX_SECONDS}) AND ${mine} ORDER BY id`,
    ),
    counted(
      'findings',
      sql`SELECT found_at AS at, provider || '/' || account AS name FROM drift
        WHERE resolved_at IS NULL AND class NOT IN ('gone', 'elsewhere') AND ${mine}`,
    ),
    counted(
      'sweeps',
      sql`SELECT coalesce(done_to, since) AS at, provider || '/' || account AS name FROM sweeps
        WHERE (error IS NOT NULL OR coalesce(done_to, since) < ${time} - make_interval(mins => ${SWEEP_MINUTES}))
          AND coalesce(greatest(ended_at, lease_until), since) > ${time} - make_interval(days => ${SWEEP_DAYS}) AND ${mine}`,
    ),
    counted(
      'operations',
      sql`SELECT coalesce(finished_at, lease_until, created_at) AS at, kind AS name FROM operations o
        WHERE ${scope === 'all'} AND ((status = 'failed' AND finished_at > ${time} - make_interval(days => ${OPERATION_DAYS})
          AND NOT EXISTS (SELECT 1 FROM operations later
            WHERE later.id > o.id AND later.status = 'done' AND later.kind = o.kind AND later.params = o.params))
          OR (status = 'waiting' AND created_at < ${time} - make_interval(mins => ${OPERATION_MINUTES}))
          OR (status = 'running' AND lease_until < ${time} - make_interval(mins => ${OPERATION_MINUTES})))`,
    ),
  ];
}

/** @param rows the rows that wait, each with `at` and a `name` */
const counted = (kind: WaitingKind, rows: Sql): Sql => sql`
  SELECT ${kind}::text AS kind, count(*), min(at) AS oldest, (array_agg(DISTINCT name) FILTER (WHERE name IS NOT NULL))[1:${NAMES}] AS names
  FROM (SELECT * FROM (${rows}) AS waiting LIMIT ${MAX_COUNT + 1}) AS counted`;

/** A row of `reactions` does not name its account, so that its transition is looked up unless all accounts are seen. */
const reactionInScope = (scope: Scope): Sql =>
  scope === 'all'
    ? sql`true`
    : sql`EXISTS (SELECT 1 FROM outbox o WHERE o.id = outbox_id AND ${inScope(scope, 'o')})`;
