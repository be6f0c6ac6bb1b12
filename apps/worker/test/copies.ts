import type { Database } from '@payspool/db';
import { purchase } from './happenings.ts';

/**
 * Writes this number of paid purchases, copies of a real one, with only their `order.paid` in the outbox. The merchant reference of the nth
 * is `m-model` and the number.
 */
export async function publishCopies(db: Database, count: number): Promise<void> {
  await purchase(db, 'model').bought();
  await db.outbox.deleteMany({ where: { topic: { not: 'order.paid' } } });
  const copies = `generate_series(2, ${count}) AS n`;
  await db.$executeRawUnsafe(`
    INSERT INTO aggregates (id, provider, account, fold_version, state, published_state)
    SELECT id + n, provider, account, fold_version, state, published_state FROM aggregates, ${copies}`);
  await db.$executeRawUnsafe(`
    INSERT INTO orders SELECT (jsonb_populate_record(orders, jsonb_build_object('order_ref', order_ref || n, 'aggregate_id', aggregate_id + n))).*
    FROM orders, ${copies}`);
  await db.$executeRawUnsafe(`
    INSERT INTO outbox (topic, provider, account, aggregate_kind, aggregate_ref, occurrence, payload, idempotency_key, event_key, aggregate_id)
    SELECT topic, provider, account, aggregate_kind, aggregate_ref || n, occurrence,
      jsonb_set(payload, '{order}', payload->'order' || jsonb_build_object('orderRef', aggregate_ref || n, 'merchantRef', 'm-model' || n)),
      idempotency_key || n, event_key, aggregate_id + n
    FROM outbox, ${copies} ORDER BY n`);
}
