import type { Database } from '@payspool/db';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { applyEvent, applyEvents, DEFAULT_SETTINGS, type Delivered } from '../../src/index.ts';
import { useDatabase } from '../projection-under-test.ts';
import { record } from '../record.ts';
import { countInternals, readRows } from '../tables.ts';
import { NOW } from '../tell/meaning.ts';
import { LIFECYCLES } from './lifecycles/index.ts';
import { type Delivery, randomHistory } from './random-histories.ts';
import { runs } from './reruns.ts';

const database = useDatabase();
const settings = { ...DEFAULT_SETTINGS, now: () => new Date(NOW) };
const seen = { histories: 0, events: 0, sets: 0, withSeveral: 0 };
afterAll(() => {
  console.log(
    `order-proof sets: ${seen.histories} histories of ${seen.events} deliveries in ${seen.sets} sets, ${seen.withSeveral} of several`,
  );
});

const delivered = (account: string, delivery: Delivery): Delivered => {
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
async function leftBy(db: Database, account: string) {
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
        state,
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

let accounts = 0;

/** Applies deliveries one by one, and in sets that end where `cuts` says; both must leave the same, and say the same of each. */
async function compare(
  deliveries: readonly Delivery[],
  cuts: readonly boolean[],
  graceMs = 0,
): Promise<void> {
  const { db } = database;
  accounts += 1;
  const [single, inSets] = [`single-${accounts}`, `sets-${accounts}`];
  const waiting = { ...settings, merchantRefGraceMs: graceMs };
  const one: string[] = [];
  for (const delivery of deliveries) {
    const { record: about, result } = delivered(single, delivery);
    one.push(await applyEvent(db, about, result, waiting));
  }
  const sets = cutInSets(deliveries, cuts);
  const many: string[] = [];
  for (const set of sets) {
    const settled = await applyEvents(
      db,
      set.map((delivery) => delivered(inSets, delivery)),
      { settings: waiting },
    );
    many.push(...settled.map(({ status }) => status));
  }
  seen.histories += 1;
  seen.events += deliveries.length;
  seen.sets += sets.length;
  seen.withSeveral += sets.filter(({ length }) => length > 1).length;
  expect(many).toEqual(one);
  expect(await leftBy(db, inSets)).toEqual(await leftBy(db, single));
}

function cutInSets(deliveries: readonly Delivery[], cuts: readonly boolean[]): Delivery[][] {
  const sets: Delivery[][] = [];
  for (const [at, delivery] of deliveries.entries()) {
    if (at === 0 || cuts[at]) sets.push([]);
    sets.at(-1)?.push(delivery);
  }
  return sets;
}

/** Several purchases that have nothing to do with each other, some deliveries twice, in any order, and where the sets end. */
const mixed = fc
  .array(randomHistory({ maxDeliveries: 8 }), { minLength: 1, maxLength: 3 })
  .map((histories) =>
    histories.flatMap((history, at) =>
      history.map((delivery) => delivery.map((told) => ({ ...told, eventKey: `${told.eventKey}-${at}` }))),
    ),
  )
  .chain((deliveries) =>
    fc.record({
      arrival: fc.shuffledSubarray([...deliveries, ...deliveries], { minLength: deliveries.length }),
      cuts: fc.array(
        fc.boolean().map((one) => one),
        { minLength: 2 * deliveries.length, maxLength: 2 * deliveries.length },
      ),
      graceMs: fc.constantFrom(0, 60_000),
    }),
  );

describe('events that share transactions leave what the same events leave one by one', () => {
  it('whatever they are, and wherever the sets end', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, ({ arrival, cuts, graceMs }) => compare(arrival, cuts, graceMs)),
      runs(60),
    );
  }, 300_000);

  const stories = Object.entries(LIFECYCLES).flatMap(([provider, lifecycles]) =>
    lifecycles.map(({ name, deliveries }) => ({
      provider,
      name,
      deliveries: deliveries.map(({ events }) => events),
    })),
  );
  it.each(stories)('$provider, $name, whole in one set and backwards', async ({ deliveries }) => {
    await compare(deliveries, []);
    await compare(deliveries.toReversed(), []);
  });
});
