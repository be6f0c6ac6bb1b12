import { join, type Reader, sql, type Sql } from '@payspool/db/reader';
import { owners, REFERENCE_KINDS, type ReferenceKind } from '../owners.ts';
import { idsIn } from './ids-in.ts';

/** Hits of one kind in one account. */
const MOST_HITS = 20;

/** How an id led to a purchase: as the provider's id of something, as the merchant's own id, or as the id of the customer. */
export type FoundBy = ReferenceKind | 'merchant' | 'customer';

/** One thing that an id names. */
export type FoundThing =
  | {
      readonly kind: 'event';
      readonly id: string;
      readonly provider: string;
      readonly account: string;
      readonly eventKey: string;
      readonly type: string;
      readonly status: string;
      readonly at: Date;
    }
  | {
      /** `purchase`: its events do not say yet whether it is an order or belongs to a subscription, so that it has no row. */
      readonly kind: 'order' | 'subscription' | 'purchase';
      readonly id: string;
      readonly provider: string;
      readonly account: string;
      /** The provider's id of the order or subscription; of a purchase, the id that was looked for. */
      readonly ref: string;
      readonly status: string | null;
      readonly at: Date | null;
      readonly by: FoundBy;
    }
  | {
      readonly kind: 'transition';
      readonly id: string;
      readonly provider: string;
      readonly account: string;
      readonly outboxId: bigint;
      readonly topic: string;
      readonly ref: string;
      readonly at: Date;
    }
  | {
      readonly kind: 'operation';
      readonly id: string;
      readonly operationId: bigint;
      readonly name: string;
      readonly status: string;
      readonly at: Date;
    };

export interface Found {
  /** The ids that the text names, the likeliest first. */
  readonly ids: readonly string[];
  readonly things: readonly FoundThing[];
}

/**
 * Looks a pasted text up as the key of an event, the provider's id of an order, payment, invoice, refund, dispute or subscription, the
 * merchant's id, a customer, an idempotency key, and as the number of a transition or an operation. Two statements, each by indexes.
 */
export async function findId(reader: Reader, text: string): Promise<Found> {
  const ids = idsIn(text);
  if (ids.length === 0) return { ids, things: [] };
  const hits = await reader.query<Hit>(hitsOf(ids));
  const purchases = await purchasesOf(reader, hits);
  const things = hits.flatMap((hit): FoundThing[] => {
    switch (hit.what) {
      case 'event':
        return [
          { ...owned(hit), kind: 'event', eventKey: hit.ref, type: hit.name, status: hit.state, at: hit.at },
        ];
      case 'transition':
        return [
          {
            ...owned(hit),
            kind: 'transition',
            outboxId: hit.number,
            topic: hit.name,
            ref: hit.ref,
            at: hit.at,
          },
        ];
      case 'operation':
        return [
          {
            id: hit.id,
            kind: 'operation',
            operationId: hit.number,
            name: hit.name,
            status: hit.state,
            at: hit.at,
          },
        ];
      default:
        return thingsOf(hit, purchases);
    }
  });
  return { ids, things: withoutRepeats(things) };
}

interface Hit {
  readonly what: 'event' | 'transition' | 'operation' | FoundBy;
  /** The id that was looked for. */
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly ref: string;
  readonly name: string;
  readonly state: string;
  readonly at: Date;
  /** The id of the row, or of the aggregate. */
  readonly number: bigint;
}

const owned = ({ id, provider, account }: Hit) => ({ id, provider, account });

/** Every branch is a look-up in an index for each account and id. `OFFSET 0` and `LIMIT` keep Postgres from joining in another order. */
function hitsOf(ids: readonly string[]): Sql {
  const numbers = ids.filter((id) => /^\d{1,18}$/.test(id));
  const byOwner = (what: Sql, columns: Sql, from: Sql) => sql`
    SELECT ${what} AS what, wanted.id, owner.provider, owner.account, hit.*
    FROM owners AS owner CROSS JOIN wanted CROSS JOIN LATERAL (
      SELECT ${columns} FROM ${from} AND provider = owner.provider AND account = owner.account LIMIT ${MOST_HITS}) AS hit`;
  const purchase = sql`'' AS ref, '' AS name, '' AS state, NULL::timestamptz AS at, aggregate_id AS number`;
  const branches = [
    byOwner(
      sql`'event'`,
      sql`event_key AS ref, type AS name, status::text AS state, received_at AS at, events.id AS number`,
      sql`events WHERE event_key = wanted.id`,
    ),
    ...REFERENCE_KINDS.map((kind) =>
      byOwner(sql`${kind}::text`, purchase, sql`aliases WHERE kind = ${kind} AND ref = wanted.id`),
    ),
    byOwner(sql`'merchant'`, purchase, sql`orders WHERE merchant_ref = wanted.id`),
    byOwner(sql`'merchant'`, purchase, sql`subscriptions WHERE merchant_ref = wanted.id`),
    byOwner(sql`'customer'`, purchase, sql`orders WHERE customer_ref = wanted.id`),
    byOwner(sql`'customer'`, purchase, sql`subscriptions WHERE customer_ref = wanted.id`),
    byOwner(sql`'customer'`, purchase, sql`entitlements WHERE customer_ref = wanted.id`),
    sql`SELECT 'transition', wanted.id, hit.provider, hit.account, hit.aggregate_ref, hit.topic, '', hit.created_at, hit.id
      FROM wanted CROSS JOIN LATERAL (SELECT * FROM outbox WHERE idempotency_key = wanted.id LIMIT 1) AS hit`,
    ...(numbers.length > 0
      ? [
          sql`SELECT 'transition', id::text, provider, account, aggregate_ref, topic, '', created_at, id
            FROM outbox WHERE id = ANY (${numbers}::bigint[])`,
          sql`SELECT 'operation', id::text, '', '', '', kind, status::text, created_at, id
            FROM operations WHERE id = ANY (${numbers}::bigint[])`,
        ]
      : []),
  ];
  return sql`
    WITH owners AS MATERIALIZED ${owners}, wanted AS MATERIALIZED (SELECT id FROM unnest(${ids}::text[]) AS ids (id))
    ${join(
      branches.map((branch) => sql`(${branch})`),
      ' UNION ALL ',
    )}`;
}

interface Purchase {
  readonly kind: 'order' | 'subscription';
  readonly aggregateId: bigint;
  readonly ref: string;
  readonly status: string;
  readonly at: Date;
}

async function purchasesOf(reader: Reader, hits: readonly Hit[]): Promise<Purchase[]> {
  const ids = hits.flatMap(({ what, number }) =>
    what === 'event' || what === 'transition' || what === 'operation' ? [] : [number],
  );
  if (ids.length === 0) return [];
  return reader.query<Purchase>(sql`
    (SELECT 'order' AS kind, aggregate_id AS "aggregateId", order_ref AS ref, status, updated_at AS at
     FROM orders WHERE aggregate_id = ANY (${ids}::bigint[]) LIMIT 200)
    UNION ALL
    (SELECT 'subscription', aggregate_id, subscription_ref, status, updated_at
     FROM subscriptions WHERE aggregate_id = ANY (${ids}::bigint[]) LIMIT 200)
    ORDER BY at DESC`);
}

function thingsOf(hit: Hit, purchases: readonly Purchase[]): FoundThing[] {
  const by = hit.what as FoundBy;
  const own = purchases.filter(({ aggregateId }) => aggregateId === hit.number);
  // An aggregate may have several orders; its reference to one of them means that one.
  const named = own.filter(({ kind, ref }) => kind === by && ref === hit.id);
  const meant = named.length > 0 ? named : own;
  if (meant.length === 0)
    return [{ ...owned(hit), kind: 'purchase', ref: hit.id, status: null, at: null, by }];
  return meant.map(({ kind, ref, status, at }) => ({ ...owned(hit), kind, ref, status, at, by }));
}

/** One id may be several names of the same thing: of an order and of its payment. */
function withoutRepeats(things: readonly FoundThing[]): FoundThing[] {
  const seen = new Set<string>();
  return things.filter((thing) => {
    if (thing.kind !== 'order' && thing.kind !== 'subscription' && thing.kind !== 'purchase') return true;
    const name = JSON.stringify([thing.kind, thing.provider, thing.account, thing.ref]);
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew;
  });
}
