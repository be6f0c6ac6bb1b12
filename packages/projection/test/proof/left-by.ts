import type { Database } from '@payspool/db';
import type { Delivered } from '../../src/index.ts';
import { record } from '../record.ts';
import { countInternals, readRows } from '../tables.ts';
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
    result: { status: 'applied', events: delivery.map((told) => told.event) },
  };
};

/** Everything that an account's events left behind, without the ids of the database and the account's name. */
export async function leftBy(db: Database, account: string) {
  const owner = { provider: 'stripe', account };
  const [outbox, aggregates, events] = await Promise.all([
    db.outbox.findMany({ where: owner, orderBy: { id: 'asc' } }),
    db.aggregate.findMany({ where: owner, include: { aliases: true } }),
    db.event.findMany({ where: owner, orderBy: { eventKey: 'asc' } }),
  ]);
  const aliasesOf = new Map(
    aggregates.map(({ id, aliases }) => [id, aliases.map(({ kind, ref }) => `${kind} ${ref}`).toSorted()]),
  );
  return {
    rows: await readRows(db, owner),
    internals: await countInternals(db, owner),
    outbox: outbox.map(
      ({ topic, aggregateKind, aggregateRef, occurrence, payload, eventKey, aggregateId }) => ({
        topic,
        subject: `${aggregateKind} ${aggregateRef} ${occurrence}`,
        payload: { ...(payload as object), account: '' },
        eventKey,
        of: aliasesOf.get(aggregateId),
      }),
    ),
    aggregates: aggregates
      .map(({ id, state, told, heldUntil, dueAt }) => ({
        of: aliasesOf.get(id),
        // From which revision on a fold in memory holds depends on how many transactions there were.
        isFolded: state !== null,
        told,
        heldUntil,
        dueAt,
      }))
      .toSorted((a, b) => (String(a.of) < String(b.of) ? -1 : 1)),
    events: events.map(({ eventKey, status, canonical, aggregateId }) => ({
      eventKey,
      status,
      canonical,
      of: aggregateId === null ? null : aliasesOf.get(aggregateId),
    })),
  };
}
