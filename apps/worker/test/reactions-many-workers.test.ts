import { once, setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@payspool/db';
import { byVersion } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends.ts';
import { eur, happens, purchase } from './happenings.ts';
import { consumerOf, openReactions, type ReactionsUnderTest } from './reactions-under-test.ts';

/** BullMQ's Postgres backend moves tens of jobs in the time in which Redis moves hundreds. */
const SCALE = byVersion({
  // Four workers still compete for every purchase, and at Redis what was missed is five times what the queue may hold.
  short: {
    Redis: { purchases: 40, missed: 1500, maxWaiting: 300 },
    Postgres: { purchases: 20, missed: 400, maxWaiting: 200 },
  },
  long: {
    Redis: { purchases: 80, missed: 5000, maxWaiting: 1000 },
    Postgres: { purchases: 30, missed: 400, maxWaiting: 200 },
  },
});
/** One purchase in this many is first treated as two: an order, and a payment of an order with another name. */
const LINKED = 5;
const CONSUMERS = ['one', 'two', 'three'];

/** The beginnings and ends of reactions, in order. */
interface Mark {
  readonly consumer: string;
  readonly id: bigint;
  readonly at: 'begin' | 'end';
}

describe.each(BACKENDS)('several workers over the queue in $name', (backend) => {
  describe.skipIf(!backend.available)('together', () => {
    const { purchases, missed, maxWaiting } = SCALE[backend.name === 'Redis' ? 'Redis' : 'Postgres'];
    let under: ReactionsUnderTest;
    beforeEach(async () => {
      // BullMQ's Postgres backend can report this when several workers remove completed jobs; then the job is found again, and its reaction
      // is settled.
      under = await openReactions(backend, { tolerates: ({ message }) => message === 'deadlock detected' });
    });
    afterEach(() => under.drop());

    it('run every reaction once and in order, while purchases are merged', async () => {
      const marks: Mark[] = [];
      const consumers = CONSUMERS.map((consumer) =>
        consumerOf(consumer, async ({ id }) => {
          marks.push({ consumer, id, at: 'begin' });
          await sleep(Math.random() * 3); // so that an overlap is visible
          marks.push({ consumer, id, at: 'end' });
        }),
      );
      await Promise.all(Array.from({ length: 4 }, () => under.start({ consumers, concurrency: 6 })));
      await inTurns(Array.from({ length: purchases }, (_, n) => () => live(under.db, n)));
      await under.quiet(120_000);

      const transitions = await under.db.outbox.findMany({ orderBy: { id: 'asc' } });
      expect(transitions.length).toBeGreaterThan(purchases * 3);
      const wanted = transitions.flatMap(({ id }) => CONSUMERS.map((consumer) => `${id} ${consumer}`));
      const begun = marks.filter(({ at }) => at === 'begin').map(({ id, consumer }) => `${id} ${consumer}`);
      expect(begun.toSorted()).toEqual(wanted.toSorted());

      const lanes = new Map<string, typeof transitions>();
      for (const transition of transitions) {
        const name = transition.eventKey.split('-')[0] ?? '';
        lanes.set(name, [...(lanes.get(name) ?? []), transition]);
      }
      expect(lanes.size).toBe(purchases);
      const place = new Map(marks.map(({ consumer, id, at }, index) => [`${consumer} ${id} ${at}`, index]));
      const placeOf = (consumer: string, id: bigint, at: Mark['at']) =>
        place.get(`${consumer} ${id} ${at}`) ?? Number.NaN;
      const disorder = [...lanes.values()].flatMap((lane) =>
        CONSUMERS.flatMap((consumer) =>
          pairs(lane)
            .filter(([earlier, later]) => isOrdered(earlier.eventKey, later.eventKey))
            .filter(
              ([earlier, later]) =>
                !(placeOf(consumer, earlier.id, 'end') < placeOf(consumer, later.id, 'begin')),
            )
            .map(([earlier, later]) => `${consumer}: ${earlier.eventKey} before ${later.eventKey}`),
        ),
      );
      expect(disorder).toEqual([]);
      const aggregates = await under.db.aggregate.count();
      expect(aggregates).toBe(purchases);
      expect(await under.db.outbox.count({ where: { deliveredAt: null } })).toBe(0);
      expect(await under.db.reaction.count({ where: { status: 'succeeded', attempts: 1 } })).toBe(
        wanted.length,
      );
    });

    it('process what was published while none of them ran, and never fill the queue', async () => {
      await publishMany(under.db, missed);
      const ran = new Map<bigint, number>();
      let most = 0;
      const full = new AbortController();
      setMaxListeners(0, full.signal);
      const over = new AbortController();
      // No reaction can continue until the queue is as full as it gets.
      const consumer = consumerOf('c', async ({ id }) => {
        if (!full.signal.aborted) await once(full.signal, 'abort');
        ran.set(id, (ran.get(id) ?? 0) + 1);
      });
      const watch = async () => {
        while (!over.signal.aborted) {
          const { waiting = 0 } = await under.jobs.getJobCounts('waiting');
          most = Math.max(most, waiting);
          if (waiting >= maxWaiting - 20) full.abort();
          await sleep(20);
        }
      };
      const watched = watch();
      await under.start({ consumers: [consumer], concurrency: 16, deadlineMs: 60_000, pace: { maxWaiting } });
      await under.quiet(120_000);
      over.abort();
      await watched;
      expect(ran.size).toBe(missed);
      expect(new Set(ran.values())).toEqual(new Set([1]));
      expect(most).toBeGreaterThanOrEqual(maxWaiting - 20);
      expect(most).toBeLessThanOrEqual(maxWaiting);
    });
  });
});

/** All events of one purchase; some purchases have two names until a later event links them. */
async function live(db: Database, n: number): Promise<void> {
  const name = `${n}`;
  const isLinked = n % LINKED === 0;
  const { created, paid, refunded } = purchase(db, name);
  await created();
  if (isLinked) {
    const amount = eur(1000n);
    const order = { type: 'order.created', orderRef: `link_${n}`, amount } as const;
    const payment = {
      type: 'payment.succeeded',
      paymentRef: `p_${n}`,
      orderRef: `link_${n}`,
      amount,
    } as const;
    await happens(db, { key: `${n}-linkcreated`, second: 1, facts: order });
    await Promise.all([
      happens(db, { key: `${n}-linkpaid`, second: 2, facts: payment }),
      happens(db, {
        key: `${n}-other`,
        second: 2,
        facts: { type: 'payment.succeeded', paymentRef: `q_${n}`, orderRef: `o_${n}`, amount },
      }),
    ]);
    const link = { type: 'payment.linked', paymentRef: `p_${n}`, orderRef: `o_${n}` } as const;
    await happens(db, { key: `${n}-linked`, second: 3, facts: link });
  } else {
    await paid();
  }
  await refunded(eur(300n), { part: 2 });
  await refunded(eur(700n), { part: 3 });
}

/** Each of two purchases that were linked later had an order of its own. */
function isOrdered(earlier: string, later: string): boolean {
  const part = (eventKey: string) =>
    /-link/.test(eventKey) ? 'link' : /-(other|created)/.test(eventKey) ? 'own' : 'linked';
  return part(earlier) === part(later) || part(later) === 'linked';
}

const pairs = <T>(items: readonly T[]): (readonly [T, T])[] =>
  items.flatMap((earlier, index) => items.slice(index + 1).map((later) => [earlier, later] as const));

/** Runs eight at a time. */
async function inTurns(works: readonly (() => Promise<void>)[]): Promise<void> {
  const left = [...works];
  const turn = async () => {
    for (let work = left.shift(); work; work = left.shift()) await work();
  };
  await Promise.all(Array.from({ length: 8 }, turn));
}

/** This number of transitions, each of another purchase: copies of a real one. */
async function publishMany(db: Database, count: number): Promise<void> {
  await purchase(db, 'model').bought();
  await db.outbox.deleteMany({ where: { topic: { not: 'order.paid' } } });
  await db.$executeRaw`
    INSERT INTO outbox (topic, provider, account, aggregate_kind, aggregate_ref, occurrence, payload, idempotency_key, event_key, aggregate_id)
    SELECT topic, provider, account, aggregate_kind, aggregate_ref || n, occurrence, payload, idempotency_key || n, event_key, aggregate_id + n
    FROM outbox, generate_series(2, ${count}) AS n`;
}
