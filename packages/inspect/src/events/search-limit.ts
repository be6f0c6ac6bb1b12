import { raw, sql } from '@payspool/db/reader';
import { type Filter, filterCondition, type Term } from '../filter/index.ts';
import { pageClauses } from '../page.ts';
import type { Scope } from '../scope.ts';
import { limitedTo, type SearchLimit, type SearchRequest, UNLIMITED } from '../search-limit.ts';

/** Events that are searched at once for those that match, if no index selects them. */
const MOST_SEARCHED = 50_000;

/** The limit of a search by a filter that no index supports. The statement names the table `e`. */
export function eventSearchLimit(filter: Filter, request: SearchRequest): SearchLimit {
  if (request.isUnlimited || isIndexed(filter, request.scope ?? 'all')) return UNLIMITED;
  const { where } = pageClauses(request, { time: 'e.received_at', id: 'e.id', idType: 'bigint' });
  const times = filter.terms.filter(({ key }) => key === 'received');
  return limitedTo(
    sql`
      SELECT e.received_at AS at FROM events e WHERE ${filterCondition({ ...filter, terms: times })} AND ${where}
      ORDER BY e.received_at ${raw(request.newer ? 'ASC' : 'DESC')} OFFSET ${MOST_SEARCHED} LIMIT 1`,
    { column: 'e.received_at', newer: request.newer },
  );
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
