import { type Database, Prisma } from '@payspool/db';
import type { Delivered } from '../../src/index.ts';
import { record } from '../record.ts';
import type { Delivery } from './random-histories.ts';

/** A delivery as the worker hands it over. */
export const delivered = (account: string, delivery: Delivery): Delivered => {
  const [first] = delivery;
  if (!first) throw new Error('a delivery without events means nothing');
  const { eventKey, event } = first;
  return {
    record: record({
      account,
      eventKey,
      type: event.type,
      occurredAt: new Date(event.occurredAt),
      rawBody: Buffer.from(eventKey),
      mayBeNamedLater: eventKey.endsWith('1'),
    }),
    result: { status: 'applied', events: delivery.map((recorded) => recorded.event) },
  };
};

/**
 * Everything that an account's events left behind, without the ids of the database and the account's name: a line for each row, one
 * statement for all, because proofs ask for it thousands of times.
 *
 * @param isPublishedSorted the published state of each aggregate in the order of its names, read from `published_subjects` if it is kept there
 */
export async function leftBy(
  db: Database,
  account: string,
  { isPublishedSorted = false }: { readonly isPublishedSorted?: boolean } = {},
): Promise<string[]> {
  const lines = await db.$queryRaw<{ line: string }[]>`
    WITH named AS (
      SELECT id, state, published_state, held_until, due_at,
        ARRAY(SELECT kind || ' ' || ref FROM aliases WHERE aggregate_id = id ORDER BY kind, ref) AS names
      FROM aggregates WHERE provider = ${PROVIDER} AND account = ${account}
    )
    SELECT 'aggregate ' || jsonb_build_object(
      'of', names,
      -- From which revision a fold in memory holds depends on how many transactions there were.
      'isFolded', state IS NOT NULL,
      'published_state', CASE WHEN ${isPublishedSorted}
        THEN coalesce(
          (SELECT jsonb_agg(one ORDER BY one->>'kind', one->>'ref') FROM jsonb_array_elements(published_state::jsonb) AS one),
          (SELECT jsonb_agg(subject ORDER BY kind, ref) FROM published_subjects WHERE aggregate_id = id),
          '[]')
        ELSE published_state::jsonb END,
      'heldUntil', held_until,
      'dueAt', due_at
    )::text AS line FROM named
    UNION ALL SELECT 'outbox ' || jsonb_build_object(
      'place', row_number() OVER (ORDER BY outbox.id),
      'topic', topic, 'kind', aggregate_kind, 'ref', aggregate_ref, 'occurrence', occurrence,
      'payload', payload::jsonb - 'account', 'eventKey', event_key, 'of', names
    )::text FROM outbox LEFT JOIN named ON named.id = aggregate_id
    WHERE provider = ${PROVIDER} AND account = ${account}
    UNION ALL SELECT 'event ' || jsonb_build_object(
      'eventKey', event_key, 'status', status, 'canonical', canonical::jsonb, 'of', names
    )::text FROM events LEFT JOIN named ON named.id = aggregate_id
    WHERE provider = ${PROVIDER} AND account = ${account}
    UNION ALL SELECT 'counts ' || jsonb_build_object(
      'aliases', (SELECT count(*) FROM aliases WHERE provider = ${PROVIDER} AND account = ${account}),
      'withoutEvents', count(*) FILTER (WHERE NOT EXISTS (SELECT FROM events WHERE aggregate_id = named.id)),
      'withoutAliases', count(*) FILTER (WHERE names = '{}')
    )::text FROM named
    ${Prisma.join(
      TABLES.map(
        (table) => Prisma.sql`UNION ALL
          SELECT ${table} || ' ' || (to_jsonb(one) - ${BOOKKEEPING}::text[])::text FROM ${Prisma.raw(table)} AS one
          WHERE provider = ${PROVIDER} AND account = ${account}`,
      ),
      ' ',
    )}`;
  return lines.map(({ line }) => line).toSorted();
}

const PROVIDER = 'stripe';
const TABLES = ['orders', 'payments', 'refunds', 'disputes', 'subscriptions', 'changes'];
/** Columns that are the store's own. */
const BOOKKEEPING = ['provider', 'account', 'aggregate_id', 'fold_version'];
