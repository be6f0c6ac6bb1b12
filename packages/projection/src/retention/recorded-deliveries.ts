import { type Database, Prisma } from '@payspool/db';

/** What names a delivery in the queue: the account is the one that it was delivered to. */
export interface DeliveryName {
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
}

/**
 * Which of these deliveries `events` has, under their account or one that is connected to it; with `bodyGone` only those whose body has
 * been erased.
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
  // Accounts are few, and events many: each account is found with one look into the index.
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
