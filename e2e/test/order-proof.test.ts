import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { byVersion } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprint, wrongRows } from '../proof/read-rows.ts';
import { planArrivals, providerOf } from '../product/expect/story.ts';
import { openProofStack, type ProofStack } from '../proof/proof-stack.ts';
import { storiesFrom } from '../proof/stories.ts';
import { stripeEvent } from '../proof/stripe-lifecycle.ts';
import { backends } from './backends.ts';
import { openStack, type Stack } from './stack.ts';

/** `PROOF_SEED=123` repeats a run with that seed. */
const seed = Number(process.env['PROOF_SEED'] ?? randomInt(1_000_000));
/**
 * Copies of each lifecycle. 44 are the fewest: copy 42 is looked at alone, and four workers have some 900 deliveries to compete for. The long
 * version has more that arrive at once; `PROOF_COPIES=300` has even more.
 */
const COPIES = Number(process.env['PROOF_COPIES'] ?? byVersion({ short: 44, long: 200 }));
const MORE_COPIES = Math.ceil(COPIES / 4);
const ALL_COPIES = COPIES + MORE_COPIES;
/** Events of one copy of each of the four lifecycles. */
const EVENTS_PER_COPY = 7 + 3 + 4 + 3;
/** Purchases and subscriptions, one per lifecycle and copy. */
const PER_COPY = 4;

const backend = backends.findLast(({ missing }) => !missing);
if (!backend) throw new Error('there is no backend at all');

describe(`the order of arrival does not matter: real processes, 4 workers, the queue ${backend.name}, seed ${seed}`, () => {
  let stack: Stack;
  let proof: ProofStack;
  beforeAll(async () => {
    stack = await openStack(backend, { place: 5 });
    proof = await openProofStack(stack);
  });
  afterAll(() => stack?.close());

  const stories = storiesFrom(0, COPIES);
  const more = storiesFrom(COPIES, MORE_COPIES);
  let secondWave: Date;

  const acknowledged = (answers: Readonly<Record<string, number>>) =>
    (answers['202'] ?? 0) + (answers['200'] ?? 0);
  const expectRows = async (subset: typeof stories) => {
    const wrong = await wrongRows(
      stack.db,
      subset.map(({ rows }) => rows),
    );
    expect({ wrong: wrong.length, such: wrong.slice(0, 3) }, `PROOF_SEED=${seed}`).toEqual({
      wrong: 0,
      such: [],
    });
  };
  const rebuilt = async (...flags: string[]) => {
    const { status, stdout, stderr } = await proof.payspool('rebuild', '--json', ...flags);
    expect(stderr).toBe('');
    const { aggregates, events, differing, applied } = JSON.parse(stdout) as Record<string, number>;
    return { status, aggregates, events, differing, applied };
  };
  const listed = async (...filter: string[]) => {
    const { status, stdout } = await proof.payspool(
      'events',
      'list',
      '--json',
      '--limit',
      '10000',
      ...filter,
    );
    expect(status).toBe(0);
    return (JSON.parse(stdout) as { eventKey: string }[]).map(({ eventKey }) => eventKey);
  };

  it(`${PER_COPY * COPIES} lifecycles, shuffled and with duplicates, end in the rows written by hand`, async () => {
    const arrivals = planArrivals(stories, seed);
    expect(arrivals.length).toBeGreaterThan(1.1 * COPIES * EVENTS_PER_COPY);
    const answers = await proof.send(arrivals);
    expect(acknowledged(answers)).toBe(arrivals.length);
    await proof.untilRecorded(COPIES * EVENTS_PER_COPY);
    await expectRows(stories);
    expect(await stack.db.event.groupBy({ by: ['status'], _count: true })).toEqual([
      { status: 'applied', _count: COPIES * EVENTS_PER_COPY },
    ]);
  });

  it('rebuild computes every row again and finds no difference', async () => {
    expect(await rebuilt()).toEqual({
      status: 0,
      aggregates: COPIES * PER_COPY,
      events: COPIES * EVENTS_PER_COPY,
      differing: 0,
      applied: 0,
    });
  });

  it('rebuild names a row that was changed by hand and its events, and writes nothing', async () => {
    await stack.db.$executeRaw`UPDATE orders SET status = 'failed' WHERE order_ref = 'pp0007ORDER'`;
    const before = await fingerprint(stack.db);
    const { status, stdout } = await proof.payspool('rebuild');
    expect(status).toBe(3);
    const [row, events, summary] = stdout.split('\n');
    expect(row).toBe('paypal/default orders pp0007ORDER: status is failed, events say partially_refunded');
    expect(events?.replace('  events: ', '').split(', ').toSorted()).toEqual([
      'WH-pp0007-1:CHECKOUT.ORDER.APPROVED',
      'WH-pp0007-2:PAYMENT.CAPTURE.COMPLETED',
      'WH-pp0007-3:PAYMENT.CAPTURE.REFUNDED',
      'WH-pp0007-4:PAYMENT.CAPTURE.REFUNDED',
    ]);
    expect(summary).toBe(
      `${COPIES * EVENTS_PER_COPY} events of ${COPIES * PER_COPY} purchases and subscriptions: 1 differ`,
    );
    expect(await fingerprint(stack.db)).toEqual(before);
  });

  it('rebuild --apply corrects differences while deliveries continue, and nothing is lost', async () => {
    await stack.db.$executeRaw`DELETE FROM refunds WHERE refund_ref = 'pp0010REFUND1'`;
    await stack.db
      .$executeRaw`UPDATE subscriptions SET quantity = 99 WHERE subscription_ref LIKE 'sub_sl000%'`;
    await stack.db.$executeRaw`DELETE FROM changes WHERE ref = 'order_rz0003'`;
    const arrivals = planArrivals(more, seed + 1);
    secondWave = new Date();

    const repaired = new AbortController();
    const repair = rebuilt('--apply').finally(() => repaired.abort());
    let [sent, taken] = [0, 0];
    const sendNext = async (size: number) => {
      const next = arrivals.slice(sent, sent + size);
      sent += next.length;
      taken += acknowledged(await proof.send(next));
    };
    // Sent at the rate of a busy shop while it runs, and the rest when it has ended.
    while (!repaired.signal.aborted && sent < arrivals.length) {
      await sendNext(5);
      await sleep(50);
    }
    const { status, differing, applied } = await repair;
    await sendNext(arrivals.length);

    // pp0007 as before, pp0010, sl0000 to sl0009, rz0003.
    expect({ status, differing, applied }).toEqual({ status: 0, differing: 13, applied: 13 });
    expect(taken).toBe(arrivals.length);
    await proof.untilRecorded(ALL_COPIES * EVENTS_PER_COPY);
    await expectRows([...stories, ...more]);
    expect(await stack.db.event.groupBy({ by: ['status'], _count: true })).toEqual([
      { status: 'applied', _count: ALL_COPIES * EVENTS_PER_COPY },
    ]);
    expect(await rebuilt()).toMatchObject({
      status: 0,
      aggregates: ALL_COPIES * PER_COPY,
      events: ALL_COPIES * EVENTS_PER_COPY,
      differing: 0,
    });
  });

  it('events list filters by one filter, and by several at once', async () => {
    const seats = { uid: 'odd1', copy: 0 };
    const [unknown, broken] = [
      stripeEvent(seats, { key: 1, type: 'customer.discount.invented', after: 0, object: { id: 'di_odd1' } }),
      stripeEvent(seats, {
        key: 2,
        type: 'customer.subscription.updated',
        after: 0,
        object: { object: '?' },
      }),
    ].map((delivery) => ({ ...delivery, provider: providerOf('stripe'), forged: false }));
    if (!unknown || !broken) throw new Error('nothing to send');
    expect(await proof.send([unknown, broken])).toEqual({ '202': 2 });
    expect(await proof.sendToShop([unknown])).toEqual({ '202': 1 });
    await proof.untilRecorded(ALL_COPIES * EVENTS_PER_COPY + 3);

    expect(await listed('--status', 'failed')).toEqual(['evt_odd12']);
    expect(await listed('--account', 'shop')).toEqual(['evt_odd11']);
    expect(await listed('--since', secondWave.toISOString())).toHaveLength(MORE_COPIES * EVENTS_PER_COPY + 3);
    const narrow = ['--provider', 'stripe', '--account', 'default', '--status', 'applied'];
    const narrower = [
      '--order',
      'sub_st0042',
      '--type',
      'customer.subscription.created',
      '--text',
      '"quantity": 1',
    ];
    expect(await listed(...narrow, ...narrower)).toHaveLength(1);
  });

  it('events show prints the meaning of an event, its changes and the events beside it', async () => {
    const { status, stdout } = await proof.payspool(
      'events',
      'show',
      'WH-pp0042-3:PAYMENT.CAPTURE.REFUNDED',
      '--json',
    );
    expect(status).toBe(0);
    const { canonical, changed, neighbours } = JSON.parse(stdout) as Record<string, { eventKey: string }[]>;
    expect(canonical).toMatchObject([
      { type: 'refund.succeeded', refundRef: 'pp0042REFUND1', paymentRef: 'pp0042CAPTURE' },
    ]);
    expect(changed).toMatchObject([
      {
        kind: 'order',
        ref: 'pp0042ORDER',
        from: { status: 'paid', refunded_minor: '0' },
        to: { status: 'partially_refunded', refunded_minor: '2050' },
      },
    ]);
    expect(neighbours?.map(({ eventKey }) => eventKey)).toEqual([
      'WH-pp0042-1:CHECKOUT.ORDER.APPROVED',
      'WH-pp0042-2:PAYMENT.CAPTURE.COMPLETED',
      'WH-pp0042-4:PAYMENT.CAPTURE.REFUNDED',
    ]);
  });

  it('replay shows what a corrected mapping would change, and then changes it', async () => {
    const right = await fingerprint(stack.db);
    const replay = (...flags: string[]) => proof.payspool('replay', '--order', 'order_rz0042', ...flags);
    // As if an earlier mapping had read the amount due a hundred times too large.
    await stack.db.$executeRaw`
      UPDATE events SET canonical = jsonb_set(canonical, '{0,amount,amountMinor}', '"4994200"')
      WHERE type = 'order.paid' AND aggregate_id = (SELECT aggregate_id FROM aliases WHERE ref = 'order_rz0042')`;
    expect(await rebuilt('--apply')).toMatchObject({ differing: 1, applied: 1 });
    const wrong = await fingerprint(stack.db);
    expect(wrong['orders']).not.toBe(right['orders']);

    const rehearsed = await replay('--dry-run');
    expect(rehearsed.status).toBe(0);
    expect(rehearsed.stdout).toContain('order.paid');
    expect(rehearsed.stdout).toMatch(/^ {2}orders order_rz0042: .*status was pending, now paid/m);
    expect(rehearsed.stdout).toMatch(/^ {2}orders order_rz0042: .*amount_minor was 4994200, now 49942/m);
    expect(rehearsed.stdout).toMatch(/^3 events checked, nothing written: 1 would change something$/m);
    expect(await fingerprint(stack.db)).toEqual(wrong);

    const replayed = await replay();
    expect(replayed.status).toBe(0);
    expect(replayed.stdout).toMatch(/^ {2}orders order_rz0042: .*status was pending, now paid/m);
    expect(replayed.stdout).toMatch(/^3 events replayed: 1 changed something$/m);
    expect(await fingerprint(stack.db)).toEqual(right);
  });

  it('replay of a whole type changes nothing if nothing was wrong', async () => {
    const right = await fingerprint(stack.db);
    const { status, stdout } = await proof.payspool('replay', '--type', 'order.paid', '--json');
    expect({ status, said: JSON.parse(stdout) as unknown }).toEqual({
      status: 0,
      said: { matched: ALL_COPIES, changed: [], skipped: {}, transitions: 0, dryRun: false },
    });
    expect(await fingerprint(stack.db)).toEqual(right);
  });

  it('rebuild needs no raw body: after all are erased, there is still no difference', async () => {
    const now = new Date().toISOString();
    const counted = await proof.payspool('events', 'erase', '--before', now);
    expect(counted.stdout).toBe(
      `${ALL_COPIES * EVENTS_PER_COPY + 3} bodies would be erased permanently; add --yes to erase them\n`,
    );
    expect(await stack.db.event.count({ where: { rawBody: null } })).toBe(0);

    const erased = await proof.payspool('events', 'erase', '--before', now, '--yes');
    expect({ status: erased.status, stdout: erased.stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        new RegExp(`^${ALL_COPIES * EVENTS_PER_COPY + 3} bodies erased\n\\d+ finished jobs .* removed`),
      ) as unknown,
    });
    expect(await stack.db.event.count({ where: { NOT: { rawBody: null } } })).toBe(0);
    expect(await stack.db.event.count({ where: { NOT: { headers: { equals: {} } } } })).toBe(0);

    expect(await rebuilt()).toMatchObject({
      status: 0,
      aggregates: ALL_COPIES * PER_COPY,
      events: ALL_COPIES * EVENTS_PER_COPY,
      differing: 0,
    });
    await expectRows([...stories, ...more]);
  });
});
