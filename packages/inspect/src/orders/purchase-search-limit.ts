import { raw, sql, type Sql } from '@payspool/db/reader';
import { type Filter, filterCondition, type Term } from '../filter/index.ts';
import { limitedTo, type SearchLimit, type SearchRequest, UNLIMITED } from '../search-limit.ts';

/** Rows of one status that are searched at once for those that match, if no index selects them. */
const MOST_SEARCHED = 10_000;

/** The limit of a search by a filter that no index supports. The statement names the table `t`. */
export function purchaseSearchLimit(
  filter: Filter,
  {
    table,
    statuses,
    where,
    page: { scope = 'all', isUnlimited, newer },
  }: {
    readonly table: Sql;
    readonly statuses: readonly string[];
    /** The condition of the page, on rows `t`. */
    readonly where: Sql;
    readonly page: SearchRequest;
  },
): SearchLimit {
  if (isUnlimited || isIndexed(filter, scope === 'all')) return UNLIMITED;
  const times = filter.terms.filter(({ key }) => key === 'updated');
  // The nearest of the limits of all statuses: up to it, the rows of each status are searched.
  return limitedTo(
    sql`
      SELECT at FROM (
        SELECT ${raw(newer ? 'min' : 'max')}(reached.at) AS at FROM unnest(${statuses}::text[]) AS s (status)
        CROSS JOIN LATERAL (
          SELECT t.updated_at AS at FROM ${table} AS t
          WHERE t.status = s.status AND ${filterCondition({ ...filter, terms: times })} AND ${where}
          ORDER BY t.updated_at ${raw(newer ? 'ASC' : 'DESC')} OFFSET ${MOST_SEARCHED} LIMIT 1
        ) AS reached
      ) AS nearest WHERE at IS NOT NULL`,
    { column: 't.updated_at', newer },
  );
}

/** Whether an index leads to the rows that match, without many others between them. */
const isIndexed = ({ list, terms }: Filter, areAllSeen: boolean): boolean =>
  terms.some((term) => !term.isNegative && (isNarrow(term, list) || isDisputed(term))) ||
  (areAllSeen && terms.every(({ key }) => key === 'updated' || key === 'status'));

const isNarrow = ({ key, matches }: Term, list: Filter['list']): boolean =>
  list.keys[key]?.isNarrow === true && matches.prefixes.length === 0;

/** Disputed orders have an index of their own. */
const isDisputed = ({ key, matches: { texts } }: Term): boolean =>
  key === 'disputed' && texts.length === 1 && texts[0] === 'yes';
