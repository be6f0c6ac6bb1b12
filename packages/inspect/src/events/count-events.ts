import { type Reader, sql } from '@payspool/db/reader';
import { type Filter, filterCondition, spanOf } from '../filter/index.ts';
import { inScope, type Scope } from '../scope.ts';
import { eventSearchLimit } from './search-limit.ts';

/** The newest events that are counted: more would take too long. */
const MOST_COUNTED = 10_000;
/** About as many bars as a screen has room for. */
const WANTED_BARS = 60;
/** As fine as the database counts: the bars are put together from these. */
const MOST_BINS = 1_000;
const SMALLEST_STEP_MS = 60_000;
const DAY_MS = 86_400_000;
/** Each divides the next one. */
const STEPS_MS = [1, 5, 15, 60, 180, 360, 720, 1440].map((minutes) => minutes * SMALLEST_STEP_MS);

export interface EventBar {
  /** Its beginning. */
  readonly at: Date;
  readonly count: number;
  /** How many of them failed. */
  readonly failed: number;
}

export interface EventCounts {
  readonly count: number;
  /** There are more: only the newest were counted, back to `from`. */
  readonly isCut: boolean;
  readonly from: Date;
  readonly to: Date;
  /** The length of a bar, in milliseconds. */
  readonly stepMs: number;
  /** One for each step, also if it has no event; the oldest first. */
  readonly bars: readonly EventBar[];
}

/** How many events match in each step of the span that the filter selects; of the newest 10,000. One statement. */
export async function countEvents(
  reader: Reader,
  filter: Filter,
  now: Date,
  scope: Scope = 'all',
): Promise<EventCounts> {
  const span = spanOf(filter, 'received');
  const to = span.below ?? now;
  const binMs = span.from ? stepFor(to.getTime() - span.from.getTime(), MOST_BINS) : SMALLEST_STEP_MS;
  const limit = eventSearchLimit(filter, { scope });
  const found = await reader.query<EventBar & { readonly searchedTo: Date | null }>(sql`
    WITH ${limit.cte}, bins AS (SELECT date_bin(${binMs}::bigint * interval '1 millisecond', newest.received_at, timestamptz 'epoch') AS at,
      count(*)::int AS count, (count(*) FILTER (WHERE newest.status = 'failed'))::int AS failed
    FROM (
      SELECT e.received_at, e.status FROM events e
      WHERE ${filterCondition(filter)} AND ${inScope(scope, 'e')} AND ${limit.condition}
      ORDER BY e.received_at DESC LIMIT ${MOST_COUNTED}
    ) AS newest GROUP BY 1)
    SELECT bins.*, (SELECT at FROM search_limit) AS "searchedTo" FROM (VALUES (1)) AS one LEFT JOIN bins ON true
    ORDER BY bins.at`);
  const bins = found.filter(({ at }) => at !== null);
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  const searchedTo = found[0]?.searchedTo ?? undefined;
  const isCut = count >= MOST_COUNTED || searchedTo !== undefined;
  const oldest = count >= MOST_COUNTED ? bins[0]?.at : (searchedTo ?? bins[0]?.at);
  const from = (isCut ? oldest : (span.from ?? oldest)) ?? to;
  const stepMs = Math.max(binMs, stepFor(to.getTime() - from.getTime(), WANTED_BARS));
  return { count, isCut, from, to, stepMs, bars: barsOf(bins, { from, to, stepMs }) };
}

/** The smallest step of which so many cover the span; whole days if it is long. */
function stepFor(spanMs: number, wanted: number): number {
  const least = spanMs / wanted;
  return STEPS_MS.find((step) => step >= least) ?? Math.ceil(least / DAY_MS) * DAY_MS;
}

function barsOf(
  bins: readonly EventBar[],
  { from, to, stepMs }: Pick<EventCounts, 'from' | 'to' | 'stepMs'>,
): EventBar[] {
  const placeOf = (time: Date): number => Math.floor(time.getTime() / stepMs);
  const first = placeOf(from);
  const length = Math.max(1, placeOf(new Date(Math.max(to.getTime() - 1, from.getTime()))) - first + 1);
  const bars = Array.from({ length }, (_, place) => ({
    at: new Date((first + place) * stepMs),
    count: 0,
    failed: 0,
  }));
  for (const { at, count, failed } of bins) {
    // An event of this very instant may be newer than the end.
    const bar = bars[Math.min(placeOf(at) - first, length - 1)];
    if (!bar) continue;
    bar.count += count;
    bar.failed += failed;
  }
  return bars;
}
