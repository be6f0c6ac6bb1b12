import { raw, sql, type Sql } from '@payspool/db/reader';
import type { Page, PageRequest } from './page.ts';
import type { Scope } from './scope.ts';

/** How far a statement searches for rows that no index selects, so that its time does not grow with the table. */
export interface SearchLimit {
  /** A common table `search_limit`: one row with the time `at` to which is searched, or none if everything is. */
  readonly cte: Sql;
  /** The condition on a row, to be joined by AND. Every row of the time `at` is searched. */
  readonly condition: Sql;
}

export interface SearchRequest extends PageRequest {
  readonly scope?: Scope | undefined;
  /** Searches everything, however long it takes. */
  readonly isUnlimited?: boolean | undefined;
}

export interface SearchedPage<Row> extends Page<Row> {
  /** Only rows since then were searched, because no index selects those that match. `older` goes on from there. */
  readonly searchedTo: Date | undefined;
}

export const UNLIMITED: SearchLimit = {
  cte: sql`search_limit AS (SELECT NULL::timestamptz AS at WHERE false)`,
  condition: sql`true`,
};

/** @param at a statement with the time `at` in one row, or none @param column `e.received_at` */
export function limitedTo(
  at: Sql,
  { column, newer }: Pick<SearchRequest, 'newer'> & { readonly column: string },
): SearchLimit {
  const [sign, end] = newer ? ['<=', 'infinity'] : ['>=', '-infinity'];
  return {
    cte: sql`search_limit AS MATERIALIZED (${at})`,
    condition: raw(`${column} ${sign} coalesce((SELECT at FROM search_limit), '${end}')`),
  };
}

/**
 * A page with the pages on the other side of the limit of its search.
 *
 * @param searchedTo what the statement has in `search_limit`
 * @param lowestId an id that sorts before each other one
 */
export function searchedPage<Row>(
  page: Page<Row>,
  {
    request,
    searchedTo,
    isFull,
    lowestId,
  }: {
    readonly request: PageRequest;
    readonly searchedTo: Date | null | undefined;
    /** The page ended before the limit of the search. */
    readonly isFull: boolean;
    readonly lowestId: string;
  },
): SearchedPage<Row> {
  if (!searchedTo || isFull) return { ...page, searchedTo: undefined };
  const { older, newer } = page;
  return {
    ...page,
    searchedTo,
    ...(request.newer
      ? {
          older: older ?? request.newer,
          newer: { at: new Date(searchedTo.getTime() + 1), id: lowestId },
        }
      : { older: { at: searchedTo, id: lowestId }, newer: newer ?? request.older }),
  };
}
