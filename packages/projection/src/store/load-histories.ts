import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import type { RecordedEvent } from '../fold/history.ts';
import { countsOf, type CountTuple, type PublishedCounts } from './load-aggregates.ts';

/** What a fold of all events needs beside the rows of `aggregates`. */
export interface Histories {
  /** All applied events, by aggregate, in no order. */
  readonly events: ReadonlyMap<bigint, RecordedEvent[]>;
  /** How often each topic was published for the references of these aggregates. */
  readonly published: PublishedCounts;
  /** The aggregates that have entitlements. */
  readonly entitled: ReadonlySet<bigint>;
}

export const NO_HISTORIES: Histories = { events: new Map(), published: new Map(), entitled: new Set() };

/** Combines two results of `loadHistories`. */
export const joined = (a: Histories, b: Histories): Histories => ({
  events: new Map([...a.events, ...b.events]),
  published: new Map([...a.published, ...b.published]),
  entitled: new Set([...a.entitled, ...b.entitled]),
});

/** The number of events that one statement reads, which limits the size of its result. */
const PAGE = 500;

/** Reads all applied events of aggregates. Expects the aggregates to be locked. Needs one statement per page of 500 events. */
export async function loadHistories(tx: Transaction, ids: readonly bigint[]): Promise<Histories> {
  const events = new Map<bigint, RecordedEvent[]>(ids.map((id) => [id, []]));
  const entitled = new Set<bigint>();
  const published: CountTuple[] = [];
  let last = 0n;
  for (;;) {
    const rows = await readPage(tx, ids, last);
    for (const row of rows) {
      if (row.what === 'entitled') entitled.add(row.aggregateId);
      else if (row.what === 'published') published.push(JSON.parse(row.text) as CountTuple);
      else {
        last = row.id > last ? row.id : last;
        const known = events.get(row.aggregateId);
        parseEvents(JSON.parse(row.text)).forEach((event, index) =>
          known?.push({ eventKey: row.eventKey, index, event }),
        );
      }
    }
    if (rows.filter(({ what }) => what === 'event').length < PAGE)
      return { events, published: countsOf(published), entitled };
  }
}

interface Row {
  readonly what: 'event' | 'published' | 'entitled';
  readonly aggregateId: bigint;
  readonly id: bigint;
  readonly eventKey: string;
  readonly text: string;
}

const readPage = (tx: Transaction, ids: readonly bigint[], after: bigint): Promise<Row[]> =>
  tx.$queryRaw<Row[]>`
    (SELECT 'event' AS what, aggregate_id AS "aggregateId", id, event_key AS "eventKey", canonical::text AS text
      FROM events WHERE aggregate_id = ANY(${ids}::bigint[]) AND status = 'applied' AND id > ${after}
      ORDER BY id LIMIT ${PAGE})
    UNION ALL
    (SELECT 'published', 0, 0, '', json_build_array(provider, account, kind, ref, topic, max(occurrence))::text
      FROM aliases JOIN outbox USING (provider, account)
      WHERE aliases.aggregate_id = ANY(${ids}::bigint[]) AND aggregate_kind = kind AND aggregate_ref = ref AND ${after} = 0
      GROUP BY provider, account, kind, ref, topic)
    UNION ALL
    (SELECT DISTINCT 'entitled', aggregate_id, 0::bigint, '', ''
      FROM entitlements WHERE aggregate_id = ANY(${ids}::bigint[]) AND ${after} = 0)`;
