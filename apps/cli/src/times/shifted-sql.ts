import { Prisma } from '@payspool/db';

/**
 * The stored value of a time that was taken for a time of the zone: the instant at which clocks of the zone show the same time of
 * day as UTC at the true time.
 */
export const shift = (instant: Prisma.Sql, zone: string): Prisma.Sql =>
  Prisma.sql`((${instant} AT TIME ZONE 'UTC') AT TIME ZONE ${zone}::text)`;

/** The true time of a stored value. In the hour that a zone skips in spring, two times have the same stored value; this is the later one. */
export const unshift = (stored: Prisma.Sql, zone: string): Prisma.Sql =>
  Prisma.sql`((${stored} AT TIME ZONE ${zone}::text) AT TIME ZONE 'UTC')`;

/** The earlier of the two, or null if there is only one. */
export function unshiftEarlier(stored: Prisma.Sql, zone: string): Prisma.Sql {
  const earlier = Prisma.sql`(${unshift(stored, zone)} - interval '1 hour')`;
  return Prisma.sql`(CASE WHEN ${shift(earlier, zone)} = ${stored} THEN ${earlier} END)`;
}

/** The one of the two that had passed when the row was recorded. */
export function unshiftBefore(stored: Prisma.Sql, zone: string, recorded: Prisma.Sql): Prisma.Sql {
  const later = unshift(stored, zone);
  return Prisma.sql`
    (CASE WHEN ${later} > ${recorded} + interval '1 minute' THEN coalesce(${unshiftEarlier(stored, zone)}, ${later}) ELSE ${later} END)`;
}

/** Milliseconds since 1970. */
export const milliseconds = (instant: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(extract(epoch FROM ${instant}) * 1000)::float8`;

/** For a row of `events`: the times in its canonical events, or null. They are text and were never shifted. */
export const TIMES_SAID = Prisma.sql`
  (SELECT array_agg((said ->> 'occurredAt')::timestamptz(3)) FROM jsonb_array_elements(events.canonical) AS said)`;

/**
 * The difference between a row of `events` and the times in its content (`said`), if a time zone can explain it: quarters of an
 * hour, and `received_at` differs by the same. Otherwise null: PayPal's cancellations, for example, happened before their event.
 */
export const OFFSET = Prisma.sql`
  CASE WHEN events.status = 'applied' AND events.occurred_at <> ALL (said)
    AND mod(extract(epoch FROM said[1] - events.occurred_at), 900) = 0
    AND said[1] - events.occurred_at BETWEEN interval '-16 hours' AND interval '16 hours'
    AND (CASE WHEN said[1] > events.occurred_at
      THEN events.applied_at - events.received_at > said[1] - events.occurred_at - interval '1 minute'
      ELSE events.received_at > events.applied_at - interval '1 minute' END)
  THEN said[1] - events.occurred_at END`;
