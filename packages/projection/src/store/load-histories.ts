import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import type { RecordedEvent } from '../fold/history.ts';
import { countsOf, type CountTuple, type PublishedCounts } from './load-aggregates.ts';

/** What a fold from the beginning needs of purchases and subscriptions, beside their rows in `aggregates`. */
export interface Histories {
  /** Everything that was applied, by aggregate, in no order. */
  readonly events: ReadonlyMap<bigint, RecordedEvent[]>;
  /** How often each topic was published of whatever their references name. */
  readonly published: PublishedCounts;
  /** Aggregates that entitlements belong to. */
  readonly entitled: ReadonlySet<bigint>;
}

export const NO_HISTORIES: Histories = { events: new Map(), published: new Map(), entitled: new Set() };

/** What is in either. */
export const joined = (a: Histories, b: Histories): Histories => ({
  events: new Map([...a.events, ...b.events]),
  published: new Map([...a.published, ...b.published]),
  entitled: new Set([...a.entitled, ...b.entitled]),
});

/** Rows that are read at a time: what bounds the answer of one statement. */
const PAGE = 500;

/** Reads the events of purchases and subscriptions. Expects them to be locked. One statement, and one more for each further page. */
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
