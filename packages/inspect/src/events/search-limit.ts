import { raw, sql, type Sql } from '@payspool/db/reader';
import { type Filter, filterCondition, type Term } from '../filter/index.ts';
import { pageClauses, type PageRequest } from '../page.ts';
import type { Scope } from '../scope.ts';

/** Events that are searched at once for those that match, if no index selects them. */
const MOST_SEARCHED = 50_000;

/** How far a statement searches. */
export interface SearchLimit {
  /** A common table `search_limit`: one row with the time `at`, or none if everything is searched. */
  readonly cte: Sql;
  /** The condition on a row `e` of `events`, to be joined by AND. */
  readonly condition: Sql;
}

export interface SearchRequest extends PageRequest {
  readonly scope: Scope;
  /** Searches everything, however long it takes. */
  readonly isUnlimited?: boolean | undefined;
}

/** Limits the search by a filter that no index supports, so that its time does not grow with the table. */
export function searchLimit(filter: Filter, { scope, isUnlimited, ...request }: SearchRequest): SearchLimit {
  if (isUnlimited || isIndexed(filter, scope))
    return { cte: sql`search_limit AS (SELECT NULL::timestamptz AS at WHERE false)`, condition: sql`true` };
  const { where } = pageClauses(request, { time: 'e.received_at', id: 'e.id', idType: 'bigint' });
  const times = filter.terms.filter(({ key }) => key === 'received');
  const [direction, sign] = request.newer ? ['ASC', '<='] : ['DESC', '>='];
  return {
    cte: sql`search_limit AS MATERIALIZED (
      SELECT e.received_at AS at FROM events e WHERE ${filterCondition({ ...filter, terms: times })} AND ${where}
      ORDER BY e.received_at ${raw(direction)} OFFSET ${MOST_SEARCHED} LIMIT 1)`,
    condition: sql`e.received_at ${raw(sign)} coalesce((SELECT at FROM search_limit), ${raw(request.newer ? "'infinity'" : "'-infinity'")})`,
  };
}

/** The values of these keys are in an index, with the time of receipt. */
const ORDERED: ReadonlySet<string> = new Set(['received', 'status', 'source', 'type']);

/** Whether an index leads to the rows that match, without many others between them. */
function isIndexed({ list, terms }: Filter, scope: Scope): boolean {
  const positive = terms.filter(({ isNegative }) => !isNegative);
  if (positive.some((term) => list.keys[term.key]?.isNarrow || isRare(term))) return true;
  const types = positive.filter(({ key, matches }) => key === 'type' && matches.prefixes.length === 0);
  const isByAccount = types.length > 0;
  if (scope !== 'all' && !isByAccount) return false;
  return terms.every(
    ({ key, isNegative, matches }) =>
      key === 'received' ||
      (!isNegative &&
        matches.prefixes.length === 0 &&
        (ORDERED.has(key) || (isByAccount && (key === 'provider' || key === 'account')))),
  );
}

/** Most events were delivered and applied. */
const USUAL: Readonly<Record<string, string>> = { status: 'applied', source: 'delivery' };

const isRare = ({ key, matches: { texts } }: Term): boolean => {
  const usual = USUAL[key];
  return usual !== undefined && !texts.includes(usual);
};
