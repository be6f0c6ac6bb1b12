import { type Reader, sql } from '@payspool/db/reader';
import { LISTED_COLUMNS, type ListedRow, withEffects } from './list-events.ts';
import type { TailedEvent } from './matches-event.ts';

/**
 * Ids are given before they are committed, so an event may appear after one with a higher id. The tail looks again at so many ids below the
 * highest that it has seen.
 */
export const TAIL_OVERLAP = 500n;

/** Events that one look reads at most. If there are more, the oldest are left out. */
const MOST_READ = 1_000;

/** The highest id of an event; 0 if there is none. */
export async function lastEventId(reader: Reader): Promise<bigint> {
  const [last] = await reader.query<{ id: bigint }>(sql`SELECT id FROM events ORDER BY id DESC LIMIT 1`);
  return last?.id ?? 0n;
}

/** Ids above `after`, the oldest first. One statement, on the primary key. */
export async function idsAfter(reader: Reader, after: bigint): Promise<bigint[]> {
  const found = await reader.query<{ id: bigint }>(
    sql`SELECT id FROM events WHERE id > ${after}::bigint ORDER BY id DESC LIMIT ${MOST_READ}`,
  );
  return found.map(({ id }) => id).toReversed();
}

/** These events as lists show them, the oldest first. Three statements at most. */
export async function eventsWithIds(reader: Reader, ids: readonly bigint[]): Promise<TailedEvent[]> {
  if (ids.length === 0) return [];
  const rows = await reader.query<ListedRow>(
    sql`SELECT ${LISTED_COLUMNS} FROM events e WHERE e.id = ANY (${ids}::bigint[]) ORDER BY e.id`,
  );
  const listed = await withEffects(reader, rows);
  return listed.map((event, place) => ({ ...event, facts: rows[place]?.facts ?? null }));
}
