import { Prisma } from '@payspool/db';
import type { Owner } from './lock-references.ts';
import { type Cte, recordset } from './tables.ts';

/** A row of `events`, with what decides how it is written. */
export interface EventRow extends Owner {
  readonly eventKey: string;
  readonly type: string;
  readonly status: string;
  readonly source: string;
  readonly occurredAt: Date | undefined;
  readonly receivedAt: Date;
  readonly signedAt: Date | undefined;
  readonly mode: string | undefined;
  readonly signedMode: string | undefined;
  readonly error: string | null;
  readonly canonical: unknown;
  readonly rawBody: Buffer | null;
  readonly headers: unknown;
  readonly partOf: string | undefined;
  readonly providerAccount: string | undefined;
  readonly aggregateId: string | null;
  /** The account of the endpoint that received it. */
  readonly deliveredTo: string;
  readonly deliveryRef: string | undefined;
  /** The SHA-256 of the body, in hex. */
  readonly bodySha256: string | undefined;
  /** Whether other rows of the same statement follow from it. If it is not recorded, the transaction fails. */
  readonly hasEffects: boolean;
}

/** Returns the name of an event, which is unique among all accounts. */
export const eventName = ({ provider, account, eventKey }: Owner & { readonly eventKey: string }): string =>
  `${provider} ${account} ${eventKey}`;

const EVENT = {
  provider: 'text',
  account: 'text',
  eventKey: 'text',
  type: 'text',
  status: 'text',
  source: 'text',
  occurredAt: 'timestamptz',
  receivedAt: 'timestamptz',
  signedAt: 'timestamptz',
  mode: 'text',
  signedMode: 'text',
  error: 'text',
  canonical: 'jsonb',
  bodyFrom: 'int',
  bodyLength: 'int',
  headers: 'jsonb',
  partOf: 'text',
  providerAccount: 'text',
  aggregateId: 'bigint',
  deliveredTo: 'text',
  deliveryRef: 'text',
  bodySha256: 'text',
} as const;

/**
 * Builds the CTEs that insert events. An existing row is replaced only if it had no effects: any result replaces a failure. An applied or
 * split event replaces an ignored one, because the account's mode may have been set wrong, or a newer release may know the type. Nothing
 * replaces an applied event or a delivery whose parts are recorded.
 */
export function eventCtes(events: readonly EventRow[]): Cte[] {
  if (events.length === 0) return [];
  const { rows, bodies } = withoutBodies(events);
  const parts = [
    {
      name: 'given_events',
      sql: Prisma.sql`SELECT * FROM ${recordset(rows, EVENT)}`,
    },
    {
      name: 'recorded_events',
      sql: Prisma.sql`
        INSERT INTO events
          (provider, account, event_key, type, status, source, occurred_at, received_at, signed_at, mode, signed_mode,
           applied_at, error, canonical, raw_body, headers, part_of, provider_account, aggregate_id)
        SELECT provider, account, "eventKey", type, status::event_status, source::event_source, "occurredAt", "receivedAt", "signedAt", mode, "signedMode",
          CASE status WHEN 'applied' THEN now() END, error, canonical, substring(${bodies}::bytea FROM "bodyFrom" FOR "bodyLength"), headers, "partOf",
          "providerAccount", "aggregateId"
        FROM given_events ORDER BY provider, account, "eventKey"
        ON CONFLICT (provider, account, event_key) DO UPDATE SET
          type = excluded.type, status = excluded.status, source = excluded.source, occurred_at = excluded.occurred_at,
          received_at = excluded.received_at, signed_at = excluded.signed_at, mode = excluded.mode,
          signed_mode = excluded.signed_mode, applied_at = excluded.applied_at, error = excluded.error,
          canonical = excluded.canonical, raw_body = excluded.raw_body, headers = excluded.headers,
          part_of = excluded.part_of, provider_account = excluded.provider_account, aggregate_id = excluded.aggregate_id
          WHERE events.status = 'failed' OR (events.status = 'ignored' AND excluded.status IN ('applied', 'split'))
        RETURNING provider, account, event_key, id`,
    },
  ];
  if (events.some(({ deliveryRef }) => deliveryRef !== undefined)) parts.push(BOUND_DELIVERY_REFS);
  if (events.some(({ account, deliveredTo }) => account !== deliveredTo)) parts.push(SETTLED_ELSEWHERE);
  return parts;
}

/** Joins the bodies of all events into one binary value, and returns rows with the position (from 1) and length of their body in it. */
function withoutBodies(events: readonly EventRow[]): {
  readonly rows: readonly object[];
  readonly bodies: Buffer;
} {
  const bodies: Buffer[] = [];
  let from = 1;
  const rows = events.map((event) => {
    const { rawBody } = event;
    if (rawBody === null) return event;
    const row = { bodyFrom: from, bodyLength: rawBody.length, ...event };
    bodies.push(rawBody);
    from += rawBody.length;
    return row;
  });
  return { rows, bodies: Buffer.concat(bodies) };
}

/**
 * Stores the hash of the body for each delivery id. Returns no row for an id that is stored with another body, and then the transaction
 * fails.
 */
const BOUND_DELIVERY_REFS: Cte = {
  name: 'bound_delivery_refs',
  sql: Prisma.sql`
    INSERT INTO delivery_refs (provider, account, delivery_ref, body_sha256)
    SELECT given.provider, "deliveredTo", "deliveryRef", decode("bodySha256", 'hex')
    FROM given_events AS given JOIN recorded_events AS recorded
      ON recorded.provider = given.provider AND recorded.account = given.account AND event_key = "eventKey"
    WHERE "deliveryRef" IS NOT NULL ORDER BY "deliveryRef"
    ON CONFLICT (provider, account, delivery_ref)
      DO UPDATE SET body_sha256 = excluded.body_sha256 WHERE delivery_refs.body_sha256 = excluded.body_sha256
    RETURNING 1`,
};

/**
 * Sets a failed row to `ignored` if the same event is now recorded for a connected account. An event that could not be read was recorded
 * for the account of its endpoint.
 */
const SETTLED_ELSEWHERE: Cte = {
  name: 'settled_elsewhere',
  sql: Prisma.sql`
    UPDATE events SET status = 'ignored', error = 'recorded as an event of ' || given.account
    FROM given_events AS given JOIN recorded_events AS recorded
      ON recorded.provider = given.provider AND recorded.account = given.account AND event_key = "eventKey"
    WHERE events.provider = given.provider AND events.account = "deliveredTo" AND events.event_key = "eventKey"
      AND given.account <> "deliveredTo" AND events.status = 'failed'`,
};
