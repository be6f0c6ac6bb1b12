import { type Reader, sql } from '@payspool/db/reader';
import { type Place, PLACES } from './places.ts';

/** A place, with what the database knows of it. */
export interface StoredPlace extends Place {
  /** Rows by the statistics of Postgres; `undefined` before the first ANALYZE, and of what is no table. */
  readonly rows: bigint | undefined;
  /** Bytes, with indexes. */
  readonly size: bigint | undefined;
  /** When the oldest row was written, where an index knows it. */
  readonly oldest: Date | undefined;
}

interface TableSize {
  readonly name: string;
  readonly rows: bigint;
  readonly size: bigint;
}

interface Oldest {
  readonly name: string;
  readonly oldest: Date | null;
}

/** What is stored where, and for how long. Two statements; no table is counted. */
export async function readStorage(reader: Reader): Promise<readonly StoredPlace[]> {
  const [sizes, times] = await Promise.all([
    reader.query<TableSize>(sql`
      SELECT relname::text AS name, reltuples::bigint AS rows, pg_total_relation_size(pg_class.oid) AS size
      FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE nspname = 'public' AND relkind = 'r'`),
    reader.query<Oldest>(sql`
      SELECT 'events' AS name, (SELECT min(received_at) FROM events) AS oldest
      UNION ALL SELECT 'events: raw_body, headers', oldest_body()
      UNION ALL SELECT 'outbox', (SELECT created_at FROM outbox ORDER BY id LIMIT 1)
      UNION ALL SELECT 'operations', (SELECT created_at FROM operations ORDER BY id LIMIT 1)
      UNION ALL SELECT 'audit', (SELECT at FROM audit ORDER BY at, id LIMIT 1)`),
  ]);
  const byName = new Map(sizes.map((table) => [table.name, table]));
  const oldest = new Map(times.map((row) => [row.name, row.oldest]));
  return PLACES.map((place) => {
    const table = place.isTable ? byName.get(place.name) : undefined;
    return {
      ...place,
      rows: table && table.rows >= 0n ? table.rows : undefined,
      size: table?.size,
      oldest: oldest.get(place.name) ?? undefined,
    };
  });
}
