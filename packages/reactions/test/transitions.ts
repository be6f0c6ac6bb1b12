import { openDatabase, type Database } from '@payspool/db';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, inject } from 'vitest';
import { dispatch, promoteAll, takeReady } from '../src/ledger.ts';

/** A migrated database of this test file; `db` may be used from `beforeAll` on. */
export function useDatabase(): { readonly db: Database } {
  let open: ReturnType<typeof openDatabase> | undefined;
  let created: Awaited<ReturnType<typeof createDatabase>> | undefined;
  beforeAll(async () => {
    created = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    open = openDatabase({ url: created.url, poolSize: 6, applicationName: 'reactions-test' });
  });
  afterAll(async () => {
    await open?.close();
    await created?.drop();
  });
  return {
    get db() {
      if (!open) throw new Error('the database is there once the tests run');
      return open.prisma;
    },
  };
}

let published = 0;

/** Writes one transition of a purchase to the outbox, and returns its id. */
export async function publish(db: Database, aggregateId: bigint, topic = 'order.paid'): Promise<bigint> {
  published += 1;
  const { id } = await db.outbox.create({
    data: {
      topic,
      provider: 'stripe',
      account: 'default',
      aggregateKind: 'order',
      aggregateRef: `o_${aggregateId}`,
      occurrence: published,
      payload: {},
      idempotencyKey: `tr_${published}`,
      eventKey: `evt_${published}`,
      aggregateId,
    },
  });
  return id;
}

/** Writes the reactions of all transitions so far, ready if it is their turn. */
export async function dispatchAll(db: Database, consumers: readonly string[] = ['c']): Promise<void> {
  const topics = ['order.paid', 'order.refunded'] as const;
  await dispatch(
    db,
    consumers.map((consumer) => ({ consumer, topics })),
    1000,
  );
  await promoteAll(db);
}

/** Puts all reactions so far on a queue that accepts every one. */
export async function queueAll(db: Database, consumers: readonly string[] = ['c']): Promise<void> {
  await dispatchAll(db, consumers);
  await takeReady(db, 1000, async (due) => due);
}

export const rowOf = (db: Database, outboxId: bigint, consumer = 'c') =>
  db.reaction.findUniqueOrThrow({ where: { outboxId_consumer: { outboxId, consumer } } });
