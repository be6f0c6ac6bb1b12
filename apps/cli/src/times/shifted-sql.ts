import { Prisma } from '@payspool/db';

/** What is stored of a moment that was taken for a time of the zone: the instant at which its clocks show what UTC's show at that moment. */
export const shift = (moment: Prisma.Sql, zone: string): Prisma.Sql =>
  Prisma.sql`((${moment} AT TIME ZONE 'UTC') AT TIME ZONE ${zone}::text)`;

/** The moment that was stored so. In the hour that a zone leaves out in spring two moments are stored alike: this is the later one. */
export const unshift = (stored: Prisma.Sql, zone: string): Prisma.Sql =>
  Prisma.sql`((${stored} AT TIME ZONE ${zone}::text) AT TIME ZONE 'UTC')`;

/** The earlier one of the two, or null where there is but one. */
export function unshiftEarlier(stored: Prisma.Sql, zone: string): Prisma.Sql {
  const earlier = Prisma.sql`(${unshift(stored, zone)} - interval '1 hour')`;
  return Prisma.sql`(CASE WHEN ${shift(earlier, zone)} = ${stored} THEN ${earlier} END)`;
}

/** Of the two the one that was over when the row was recorded. */
export function unshiftBefore(stored: Prisma.Sql, zone: string, recorded: Prisma.Sql): Prisma.Sql {
  const later = unshift(stored, zone);
  return Prisma.sql`
    (CASE WHEN ${later} > ${recorded} + interval '1 minute' THEN coalesce(${unshiftEarlier(stored, zone)}, ${later}) ELSE ${later} END)`;
}

/** Milliseconds since 1970. */
export const milliseconds = (moment: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(extract(epoch FROM ${moment}) * 1000)::float8`;

/** Of a row `events`: the times at which its canonical events say that they happened, or null. They are text, and were never shifted. */
export const TIMES_SAID = Prisma.sql`
  (SELECT array_agg((said ->> 'occurredAt')::timestamptz(3)) FROM jsonb_array_elements(events.canonical) AS said)`;

/**
 * How far a row `events` is from what it says, given `said`, where that is what a time zone comes to: quarters of an hour, and `received_at`
 * is off by as much. Null for any other one: PayPal's cancellations happened before their event.
 */
export const OFFSET = Prisma.sql`
  CASE WHEN events.status = 'applied' AND events.occurred_at <> ALL (said)
    AND mod(extract(epoch FROM said[1] - events.occurred_at), 900) = 0
    AND said[1] - events.occurred_at BETWEEN interval '-16 hours' AND interval '16 hours'
    AND (CASE WHEN said[1] > events.occurred_at
      THEN events.applied_at - events.received_at > said[1] - events.occurred_at - interval '1 minute'
      ELSE events.received_at > events.applied_at - interval '1 minute' END)
  THEN said[1] - events.occurred_at END`;
