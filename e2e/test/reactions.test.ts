import { randomInt } from 'node:crypto';
import type { ExpectedRows } from '@payspool/cli';
import { providers } from '@payspool/providers';
import { byVersion, waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entitlementDifferences } from '../product/expect/entitlements.ts';
import type { Attempt } from '../product/stack/forward-receiver.ts';
import { planArrivals, providerOf } from '../product/expect/story.ts';
import { makePurchases, type Purchase, purchase } from '../product/expect/purchases.ts';
import { openReactionStack, type ReactionStack } from '../proof/reaction-stack.ts';
import { transitionProblems } from '../product/expect/transition-problems.ts';
import { backends } from './backends.ts';
import { openStack, type Stack } from './stack.ts';

/** `PROOF_SEED=123` repeats a run with that seed. */
const seed = Number(process.env['PROOF_SEED'] ?? randomInt(1_000_000));
const FORWARD = 'forward:receiver';
/** Of all providers together: enough that every worker is killed with deliveries and reactions in flight. */
const PURCHASES = byVersion({ short: 150, long: 300 });
/** `makePurchases` has four scenarios that are paid. */
const PAID = Math.ceil(PURCHASES / (4 * providers.length)) + 1;
const AN_HOUR_AGO = new Date(Date.now() - 3_600_000);

const backend = backends.findLast(({ missing }) => !missing);
if (!backend) throw new Error('there is no backend at all');

describe(`reactions: real processes, 4 workers, the queue ${backend.name}, seed ${seed}`, () => {
  let stack: Stack;
  let reactions: ReactionStack;
  beforeAll(async () => {
    stack = await openStack(backend, { place: 7 });
    reactions = await openReactionStack(stack);
  });
  afterAll(() => stack?.close());

  it(`${PURCHASES} purchases of all providers, shuffled, repeated, every worker killed: each transition is sent once and in order`, async () => {
    const { receiver, workers, send, crash, untilDelivered } = reactions;
    const { db } = stack;
    const purchases = makePurchases({ paid: PAID, subscribed: 2, unpaid: 2, startsAt: AN_HOUR_AGO });
    expect(purchases.filter(({ expected }) => expected.orders.length > 0).length).toBeGreaterThanOrEqual(
      PURCHASES,
    );
    const arrivals = planArrivals(purchases, seed);

    const wave = Math.ceil(arrivals.length / workers.length);
    const crashes: Awaited<ReturnType<typeof crash>>[] = [];
    for (const [place, victim] of workers.entries()) {
      const next = arrivals.slice(place * wave, (place + 1) * wave);
      let crashing: ReturnType<typeof crash> | undefined;
      const answers = await send(next, (sent) => {
        if (sent >= wave / 2) crashing ??= crash(victim);
      });
      expect((answers['202'] ?? 0) + (answers['200'] ?? 0), JSON.stringify(answers)).toBe(next.length);
      if (crashing) crashes.push(await crashing);
    }
    await Promise.all(crashes.map(({ replacement }) => replacement));
    const killed = workers.map(({ name }) => name);
    expect(crashes.map(({ held }) => held.worker)).toEqual(killed);
    await untilDelivered(purchases);

    const { attempts } = receiver;
    expect(receiver.unverified()).toBe(0);
    expect(transitionProblems(purchases, attempts), `PROOF_SEED=${seed}`).toEqual([]);
    expect(await entitlementDifferences(db, expectedRows(purchases)), `PROOF_SEED=${seed}`).toEqual([]);

    // One key, one body and one accepted request for each transition.
    const outbox = await db.outbox.findMany();
    const accepted = attempts.filter(({ status }) => status === 204);
    expect(distinct(attempts, ({ id, sequence, topic }) => `${id} ${sequence} ${topic}`)).toEqual(
      outbox.map(({ idempotencyKey, id, topic }) => `${idempotencyKey} ${id} ${topic}`).toSorted(),
    );
    for (const ids of [
      distinct(attempts, ({ id }) => id),
      distinct(attempts, ({ id, body }) => id + body),
      distinct(accepted, ({ id }) => id),
    ])
      expect(ids).toHaveLength(outbox.length);
    // A second request is allowed only if the worker was killed after sending and before recording it.
    expect(acceptedAgain(accepted).filter(({ worker }) => !killed.includes(worker))).toEqual([]);
    expect(outOfTurn(attempts)).toEqual([]);
    for (const { held } of crashes) {
      const by = accepted.filter(({ id }) => id === held.id).map(({ worker }) => worker);
      expect(by).not.toContain(held.worker);
    }

    const ended = await db.reaction.groupBy({ by: ['status'], _count: true });
    expect(ended.map(({ status }) => status)).toEqual(['succeeded']);
    expect(await db.reaction.count({ where: { consumer: FORWARD } })).toBe(outbox.length);
  });

  it('a refund is not published before its payment, with any delay, and nothing stays granted', async () => {
    const { receiver, send, refuseWhat, untilDelivered } = reactions;
    const { db } = stack;
    const [refunded] = purchase(providerOf('razorpay'), {
      name: 'refund',
      copy: 'refused',
      startsAt: AN_HOUR_AGO,
    });
    if (!refunded) throw new Error('Razorpay has no refunds');
    const { uid, provider } = refunded;
    const requests = refunded.deliveries.map((delivery) => ({ ...delivery, provider, forged: false }));
    const its = () => receiver.attempts.filter(({ ref }) => ref.includes(uid));
    const of = (topic: string) => its().filter((attempt) => attempt.topic === topic);
    refuseWhat(({ ref, topic }) => ref.includes(uid) && topic === 'order.paid');

    await send(requests.slice(0, 3)); // until order.paid
    await waitFor(() => of('order.paid').length > 0, { what: 'order.paid is refused' });
    await send(requests.slice(3));
    const refund = { topic: 'order.refunded', aggregateRef: { contains: uid } };
    await waitFor(() => db.outbox.findFirst({ where: refund }), { what: 'the refund is in the outbox' });
    const refusals = of('order.paid').length;
    await waitFor(() => of('order.paid').length > refusals, { what: 'order.paid is refused once more' });
    expect(await db.reaction.findMany({ where: { consumer: FORWARD, outbox: refund } })).toMatchObject([
      { status: 'waiting', startedAt: null, attempts: 0 },
    ]);
    expect(of('order.refunded')).toEqual([]);

    refuseWhat(() => false);
    await untilDelivered([refunded]);
    const refused = of('order.paid').filter(({ status }) => status === 500);
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(of('order.paid').slice(refused.length)).toMatchObject([{ status: 204 }]);
    expect(transitionProblems([refunded], receiver.attempts)).toEqual([]);
    expect(outOfTurn(its())).toEqual([]);
    expect(await db.entitlement.findMany({ where: { ref: { contains: uid } } })).toMatchObject([
      { kind: 'order', status: 'revoked', reason: 'refunded' },
    ]);
  });
});

const expectedRows = (purchases: readonly Purchase[]): ExpectedRows => ({
  orders: purchases.flatMap(({ provider: { slug: provider }, expected }) =>
    expected.orders.map((order) => ({ ...order, provider })),
  ),
  subscriptions: purchases.flatMap(({ provider: { slug: provider }, expected }) =>
    expected.subscriptions.map((subscription) => ({ ...subscription, provider })),
  ),
});

const distinct = (attempts: readonly Attempt[], textOf: (attempt: Attempt) => string): string[] =>
  [...new Set(attempts.map(textOf))].toSorted();

/** All accepted requests of a transition except the last. */
function acceptedAgain(accepted: readonly Attempt[]): Attempt[] {
  const last = new Map(accepted.map((attempt) => [attempt.id, attempt]));
  return accepted.filter((attempt) => last.get(attempt.id) !== attempt);
}

/** Transitions of one order, payment or subscription that came after a later one, with any answer. */
function outOfTurn(attempts: readonly Attempt[]): string[] {
  const highest = new Map<string, bigint>();
  return attempts.flatMap(({ subject, sequence, topic }) => {
    const before = highest.get(subject) ?? 0n;
    if (sequence > before) highest.set(subject, sequence);
    return sequence < before ? [`${subject}: ${topic} (${sequence}) came after ${before}`] : [];
  });
}
