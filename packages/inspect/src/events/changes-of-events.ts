import { type Reader, sql } from '@payspool/db/reader';
import { type Change, changeFrom, type Currency, type StoredChange } from '../meaning/index.ts';
import type { EventRow } from './event-row.ts';

/** What one event changed in one order or subscription, and the currency in which its amounts are. */
export interface ChangeOfEvent extends Change, Currency {}

type Row = StoredChange & Currency & { readonly id: bigint };

/** Changes of one event that are shown. */
const MOST_CHANGES = 20;

/**
 * What each of these events changed, by the id of the event. One statement: a look-up in the index for each event, and the changes of its order,
 * because the sums before it are those that the order's earlier changes moved.
 */
export async function changesOfEvents(
  reader: Reader,
  events: readonly Pick<EventRow, 'id' | 'provider' | 'account' | 'eventKey'>[],
): Promise<ReadonlyMap<bigint, readonly ChangeOfEvent[]>> {
  if (events.length === 0) return new Map();
  const rows = await reader.query<Row>(sql`
    SELECT event.id, change.kind, change.ref, change.event_key AS "eventKey", change.event_index AS "eventIndex", change.at, change.place,
      change.from, change.to, change.moved, before.sums, orders.currency, orders.exponent
    FROM unnest(
      ${events.map(({ id }) => id)}::bigint[], ${events.map(({ provider }) => provider)}::text[],
      ${events.map(({ account }) => account)}::text[], ${events.map(({ eventKey }) => eventKey)}::text[]
    ) AS event (id, provider, account, key)
    CROSS JOIN LATERAL (
      SELECT * FROM changes
      WHERE provider = event.provider AND account = event.account AND event_key = event.key
      ORDER BY event_index, kind, ref LIMIT ${MOST_CHANGES}
    ) AS change
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_object_agg(column_name, total), '{}') AS sums FROM (
        SELECT step.key AS column_name, sum(step.value::numeric)::text AS total
        FROM changes AS earlier CROSS JOIN LATERAL jsonb_each_text(earlier.moved) AS step
        WHERE change.moved <> '{}' AND earlier.provider = event.provider AND earlier.account = event.account
          AND earlier.kind = change.kind AND earlier.ref = change.ref
          AND (earlier.at, earlier.place, earlier.event_key COLLATE "C", earlier.event_index)
            <= (change.at, change.place, change.event_key COLLATE "C", change.event_index)
        GROUP BY step.key) AS totals
    ) AS before
    LEFT JOIN orders ON change.kind = 'order' AND orders.provider = event.provider AND orders.account = event.account
      AND orders.order_ref = change.ref`);
  const byId = new Map<bigint, ChangeOfEvent[]>();
  for (const { id, currency, exponent, ...stored } of rows)
    byId.set(id, [...(byId.get(id) ?? []), { ...changeFrom(stored), currency, exponent }]);
  return byId;
}
