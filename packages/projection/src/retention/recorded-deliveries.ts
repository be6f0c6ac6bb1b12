import { type Database, Prisma } from '@payspool/db';

/** Identifies a delivery in the queue. The account is that of the endpoint that received it. */
export interface DeliveryName {
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
}

/**
 * Returns the deliveries that are recorded in `events`, for their account or an account that is connected to it. With `bodyGone` it
 * returns only those whose body has been erased.
 */
export async function recordedDeliveries<Name extends DeliveryName>(
  db: Database,
  names: readonly Name[],
  { bodyGone = false }: { readonly bodyGone?: boolean } = {},
): Promise<Name[]> {
  if (names.length === 0) return [];
  const asked = names.map(
    ({ provider, account, eventKey }) => Prisma.sql`(${provider}, ${account}, ${eventKey})`,
  );
  // There are few accounts and many events, so each account is found with one index look-up.
  const rows = await db.$queryRaw<{ provider: string; account: string; eventKey: string }[]>`
    WITH RECURSIVE owners (provider, account) AS (
      (SELECT provider, account FROM events ORDER BY provider, account LIMIT 1)
      UNION ALL
      SELECT next.provider, next.account FROM owners, LATERAL (
        SELECT provider, account FROM events
        WHERE (provider, account) > (owners.provider, owners.account) ORDER BY provider, account LIMIT 1
      ) AS next
    ),
    asked (provider, account, event_key) AS (VALUES ${Prisma.join(asked)})
    SELECT asked.provider, asked.account, asked.event_key AS "eventKey"
    FROM asked
    JOIN owners ON owners.provider = asked.provider AND split_part(owners.account, '/', 1) = asked.account
    JOIN events ON events.provider = owners.provider AND events.account = owners.account
      AND events.event_key = asked.event_key
    GROUP BY asked.provider, asked.account, asked.event_key
    HAVING ${bodyGone ? Prisma.sql`bool_and(events.raw_body IS NULL)` : Prisma.sql`true`}`;
  const found = new Set(rows.map(nameOf));
  return names.filter((name) => found.has(nameOf(name)));
}

const nameOf = ({ provider, account, eventKey }: DeliveryName) =>
  JSON.stringify([provider, account, eventKey]);
