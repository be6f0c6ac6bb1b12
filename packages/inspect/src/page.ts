import { raw, sql, type Sql } from '@payspool/db/reader';

/** Rows of a list on one page, unless a caller asks for another number. */
export const PAGE_SIZE = 50;

/** A place in a list that is sorted by a time and then by an id. */
export interface Cursor {
  readonly at: Date;
  /** The id as text, or the parts of a key in one text. */
  readonly id: string;
}

/** Which page of a list, newest first. Without `older` and `newer` it is the first page. */
export interface PageRequest {
  /** The rows that follow this place: older ones. */
  readonly older?: Cursor | undefined;
  /** The rows before this place: newer ones. */
  readonly newer?: Cursor | undefined;
  readonly limit?: number | undefined;
}

export interface Page<Row> {
  /** Newest first. */
  readonly rows: readonly Row[];
  /** The place of the next page of older rows; `undefined` if there are none. */
  readonly older: Cursor | undefined;
  /** The place of the page of newer rows; `undefined` on the first page. */
  readonly newer: Cursor | undefined;
}

/** `2026-01-31T12:00:00.000Z~4711`, for an address. */
export const cursorText = ({ at, id }: Cursor): string => `${at.toISOString()}~${id}`;

/** The place that `cursorText` wrote; `undefined` if the text is none. */
export function readCursor(text: string | undefined): Cursor | undefined {
  const [, time = '', id = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)~(.{1,500})$/s.exec(text ?? '') ?? [];
  const at = new Date(time);
  return Number.isNaN(at.getTime()) || id.includes('\0') ? undefined : { at, id };
}

/** The columns by which a list is sorted. They are written by us, never by a user. */
export interface Keyset {
  /** `e.received_at` */
  readonly time: string;
  /** `e.id` */
  readonly id: string;
  /** The type of the id: `bigint`. */
  readonly idType: 'bigint' | 'text';
}

/** The condition (to be joined by AND), the order and the limit of a page. It reads one row more than it shows. */
export function pageClauses(
  { older, newer, limit = PAGE_SIZE }: PageRequest,
  { time, id, idType }: Keyset,
): { readonly where: Sql; readonly orderBy: Sql } {
  const place = newer ?? older;
  const sign = newer ? '>' : '<';
  const direction = newer ? 'ASC' : 'DESC';
  return {
    where: place
      ? sql`(${raw(time)}, ${raw(id)}) ${raw(sign)} (${place.at}::timestamptz, ${place.id}::${raw(idType)})`
      : sql`true`,
    orderBy: sql`ORDER BY ${raw(`${time} ${direction}, ${id} ${direction}`)} LIMIT ${limit + 1}`,
  };
}

/** A page of the rows that `pageClauses` selected. */
export function pageOf<Row>(
  found: readonly Row[],
  { older, newer, limit = PAGE_SIZE }: PageRequest,
  cursorOf: (row: Row) => Cursor,
): Page<Row> {
  const shown = found.slice(0, limit);
  const rows = newer ? shown.toReversed() : shown;
  const hasMore = found.length > limit;
  const [first, last] = [rows.at(0), rows.at(-1)];
  return {
    rows,
    older: last && (newer || hasMore) ? cursorOf(last) : undefined,
    newer: first && (newer ? hasMore : older) ? cursorOf(first) : undefined,
  };
}
