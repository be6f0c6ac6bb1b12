import { type Reader, sql } from '@payspool/db/reader';
import { owners } from '../owners.ts';
import { type ChangeOfEvent, changesOfEvents } from './changes-of-events.ts';
import { EVENT_COLUMNS, type EventRow } from './event-row.ts';
import { type PublishedTransition, publishedBy } from './published-by.ts';

/** Other events of the same purchase that are shown, on each side. */
const MOST_BESIDE = 5;
const MOST_PARTS = 100;

export interface EventName {
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
}

export interface EventDetails extends EventRow {
  readonly signedAt: Date | null;
  /** `live` or `test`, if the credentials show it. */
  readonly signedMode: string | null;
  readonly appliedAt: Date | null;
  /** Every line of the reason why it was ignored or failed. */
  readonly reason: string | null;
  /** The canonical events, as they are stored. */
  readonly canonical: readonly Readonly<Record<string, unknown>>[];
  /** The stored headers: ids and signatures. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly providerAccount: string | null;
  readonly aggregateId: bigint | null;
  readonly changes: readonly ChangeOfEvent[];
  /** What was published because of it, with the reactions of each. */
  readonly published: readonly PublishedTransition[];
  /** The parts of a delivery that concerns several purchases. */
  readonly parts: readonly EventRow[];
  /** The events of the same purchase around it, by the provider's time; without the event itself. */
  readonly beside: readonly EventRow[];
}

/** Every event with this key: the same key may be in several accounts. One statement. */
export function eventsNamed(
  reader: Reader,
  { eventKey, provider, account }: Partial<EventName> & Pick<EventName, 'eventKey'>,
): Promise<EventRow[]> {
  return reader.query<EventRow>(sql`
    SELECT e.* FROM ${owners} AS owner
    CROSS JOIN LATERAL (
      SELECT ${EVENT_COLUMNS} FROM events e
      WHERE e.provider = owner.provider AND e.account = owner.account AND e.event_key = ${eventKey} LIMIT 1
    ) AS e
    WHERE (${provider ?? null}::text IS NULL OR owner.provider = ${provider ?? null})
      AND (${account ?? null}::text IS NULL OR owner.account = ${account ?? null})
    ORDER BY e."receivedAt" DESC LIMIT 50`);
}

type Row = Omit<EventDetails, 'changes' | 'published' | 'parts' | 'beside'>;

/** One event with all that is known of it. Five statements at most. */
export async function findEvent(reader: Reader, name: EventName): Promise<EventDetails | undefined> {
  const [event] = await reader.query<Row>(sql`
    SELECT ${EVENT_COLUMNS}, e.signed_at AS "signedAt", e.signed_mode AS "signedMode", e.applied_at AS "appliedAt",
      e.error AS reason, e.canonical, e.headers, e.provider_account AS "providerAccount", e.aggregate_id AS "aggregateId"
    FROM events e
    WHERE e.provider = ${name.provider} AND e.account = ${name.account} AND e.event_key = ${name.eventKey}`);
  if (!event) return undefined;
  const [changes, published, parts, beside] = await Promise.all([
    changesOfEvents(reader, [{ ...name, id: event.id }]),
    publishedBy(reader, name),
    event.status === 'split' ? partsOf(reader, name) : [],
    event.aggregateId === null ? [] : besideOf(reader, event.aggregateId, event),
  ]);
  return { ...event, changes: changes.get(event.id) ?? [], published, parts, beside };
}

const partsOf = (reader: Reader, { provider, account, eventKey }: EventName): Promise<EventRow[]> =>
  reader.query<EventRow>(sql`
    SELECT ${EVENT_COLUMNS} FROM events e
    WHERE e.provider = ${provider} AND e.account = ${account} AND e.part_of = ${eventKey} ORDER BY e.id LIMIT ${MOST_PARTS}`);

/** The events of the aggregate before and after this one. An event without a time comes last. */
const besideOf = (
  reader: Reader,
  aggregateId: bigint,
  { id, occurredAt }: Pick<EventRow, 'id' | 'occurredAt'>,
): Promise<EventRow[]> => {
  const place = sql`(coalesce(e.occurred_at, 'infinity'), e.id)`;
  const own = sql`(coalesce(${occurredAt}::timestamptz, 'infinity'), ${id}::bigint)`;
  return reader.query<EventRow>(sql`
    SELECT * FROM (
      (SELECT ${EVENT_COLUMNS} FROM events e WHERE e.aggregate_id = ${aggregateId}::bigint AND ${place} < ${own}
       ORDER BY coalesce(e.occurred_at, 'infinity') DESC, e.id DESC LIMIT ${MOST_BESIDE})
      UNION ALL
      (SELECT ${EVENT_COLUMNS} FROM events e WHERE e.aggregate_id = ${aggregateId}::bigint AND ${place} > ${own}
       ORDER BY coalesce(e.occurred_at, 'infinity'), e.id LIMIT ${MOST_BESIDE})
    ) AS beside ORDER BY coalesce("occurredAt", 'infinity'), id`);
};
