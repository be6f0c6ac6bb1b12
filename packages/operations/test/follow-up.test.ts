import type { Account } from '@payspool/providers';
import { simulatorOf } from '@payspool/providers/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFollowUps, type FollowUpOutcome } from '../src/index.ts';
import { BACKENDS } from './backends.ts';
import { at } from './listing-api.ts';
import { accountAt } from './listing-provider.ts';
import { applyJob, takeJobs } from './jobs-of-queue.ts';
import { openRows } from './open-rows.ts';
import { openReading, type ReadingUnderTest } from './reading-under-test.ts';

/** Two states of one object, in the form of Stripe events. */
const STATES = (
  simulatorOf('stripe').scenarios.refund?.({ uid: 'followed', startsAt: at('11:00') }).deliveries ?? []
)
  .filter(({ type }) => type === 'payment_intent.succeeded' || type === 'charge.refunded')
  .map(({ body }) => JSON.parse(body.toString()) as object);

describe.each(BACKENDS)('follow-up, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    let reading: ReadingUnderTest;
    let ended: FollowUpOutcome[];
    let stopped: string[];
    beforeEach(async () => {
      reading = await openReading(backend);
      ended = [];
      stopped = [];
    });
    afterEach(() => reading.close());
    const followUps = (...accounts: Account[]) =>
      createFollowUps({
        accounts: { all: accounts.length > 0 ? accounts : [accountAt(reading.api.url)] },
        onOutcome: ({ outcome }) => ended.push(outcome),
        onStopped: ({ error }) => stopped.push(String(error)),
        ...reading.context,
      });
    const followed = async () =>
      (await reading.db.followUp.findMany({ orderBy: [{ account: 'asc' }, { ref: 'asc' }] })).map(
        ({ account, kind, ref, nextAt }) => `${account} ${kind} ${ref} ${nextAt.toISOString().slice(5, 16)}`,
      );
    const rowOf = (ref: string) => reading.db.followUp.findFirst({ where: { ref } });

    it('is scheduled for everything that is not final, an hour after its state, and ends when it is final', async () => {
      const { api, db } = reading;
      const rows = openRows(db);
      const hourAgo = { at: at('11:30') };
      await rows.order('o_pending', 'pending', hourAgo);
      await rows.order('o_authorized', 'authorized', { account: 'default/acct_1', ...hourAgo });
      await rows.order('o_paid', 'paid', hourAgo);
      await rows.order('o_off', 'pending', { account: 'off', ...hourAgo });
      await rows.payment('p_pending', 'pending', hourAgo);
      await rows.payment('p_failed', 'failed', hourAgo);
      await rows.payment('p_failed_long_ago', 'failed', { at: new Date('2026-02-26T11:00:00.000Z') });
      await rows.refund('r_pending', 'pending', hourAgo);
      await rows.refund('r_succeeded', 'succeeded', hourAgo);
      await rows.dispute('d_opened', 'opened', { at: at('09:00') });
      await rows.subscription('s_over', 'active', hourAgo);
      await rows.subscription('s_running', 'active', { at: at('12:30') });
      await rows.subscription('s_ended', 'canceled', hourAgo);

      const { run } = followUps(
        accountAt(api.url, { merchants: ['acct_1'] }),
        accountAt(api.url, { apiKey: undefined }, 'off'),
      );
      await run();
      expect(await followed()).toEqual([
        // Its time has come already, and the API cannot be asked about disputes: six hours later again.
        'default dispute d_opened 03-01T18:00',
        'default order o_pending 03-01T12:30',
        'default payment p_failed 03-01T12:30',
        'default payment p_pending 03-01T12:30',
        'default refund r_pending 03-01T12:30',
        'default subscription s_over 03-01T12:30',
        'default/acct_1 order o_authorized 03-01T12:30',
      ]);
      expect(api.gets).toEqual([]);
      expect(ended).toEqual(['failed']);
      expect(await rowOf('d_opened')).toMatchObject({
        asked: 1,
        error: "Stripe's API cannot be asked about it",
      });

      await db.order.updateMany({ where: { orderRef: 'o_pending' }, data: { status: 'paid' } });
      await db.payment.updateMany({ where: { paymentRef: 'p_pending' }, data: { status: 'failed' } });
      await db.dispute.updateMany({ data: { status: 'won' } });
      reading.setNow('2026-03-04T12:00:00.000Z');
      await run();
      // The failed payments may no longer succeed after three days.
      expect((await followed()).map((line) => line.split(' ')[2])).toEqual([
        'r_pending',
        's_over',
        's_running',
        'o_authorized',
      ]);
    });

    it('queues a state that is not recorded, and asks again after 6 h, 1 d, 3 d and then weekly', async () => {
      const { api, db, record, setNow } = reading;
      const [first, second] = STATES;
      if (!first || !second) throw new Error('the scenario has not both states');
      await openRows(db).payment('p_1', 'pending', { at: at('10:00') });
      await openRows(db).order('o_gone', 'pending', { at: at('10:00') });
      const { run } = followUps();
      api.objects.set('/payment/p_1', first);
      await run();
      expect(ended.toSorted()).toEqual(['gone', 'observed']);
      const [job] = await takeJobs(reading);
      expect(job).toMatchObject({
        kind: 'event',
        source: 'observed',
        account: 'default',
        mode: 'test',
        type: 'payment_intent.succeeded',
        receivedAt: at('12:00'),
      });
      expect(job?.eventKey).toMatch(/^payment:p_1:[0-9a-f]{32}$/);
      expect(JSON.parse(job?.body.toString() ?? '')).toMatchObject({
        observed: { kind: 'payment' },
        answer: first,
      });
      expect(await rowOf('p_1')).toMatchObject({ asked: 1, nextAt: at('18:00'), isGone: false });
      expect(await rowOf('o_gone')).toMatchObject({ asked: 1, isGone: true });

      await record(job?.eventKey ?? '');
      const later = [
        '2026-03-01T18:00',
        '2026-03-02T18:00',
        '2026-03-05T18:00',
        '2026-03-12T18:00',
        '2026-03-19T18:00',
      ];
      for (const [nth, time] of later.entries()) {
        ended = [];
        setNow(`${time}:00.000Z`);
        await run();
        expect(ended).toEqual(['unchanged']);
        const { asked, nextAt } = (await rowOf('p_1')) ?? {};
        expect(asked).toBe(nth + 2);
        const next = later[nth + 1] ?? '2026-03-26T18:00';
        expect(nextAt?.toISOString().slice(0, 16)).toBe(next);
        // It does not ask before the time.
        await run();
        expect(ended).toHaveLength(1);
      }
      expect(await takeJobs(reading)).toEqual([]);
      // What is gone was asked about once.
      expect(api.gets.filter((path) => path === '/order/o_gone')).toHaveLength(1);

      api.objects.set('/payment/p_1', second);
      setNow('2026-03-26T18:00:00.000Z');
      await run();
      const [changed] = await takeJobs(reading);
      expect(changed?.eventKey).toMatch(/^payment:p_1:/);
      expect(changed?.eventKey).not.toBe(job?.eventKey);
    });

    it('of a state without a time of its own queues it again only after another state', async () => {
      const { api, db, setNow } = reading;
      const [first, second] = STATES.map((state) => ({ isTimeless: true, ...state }));
      await openRows(db).payment('p_1', 'pending', { at: at('10:00') });
      const { run } = followUps();
      const outcomes: (readonly FollowUpOutcome[])[] = [];
      for (const [day, state] of [first, first, second, first].entries()) {
        ended = [];
        const now = `2026-04-0${day + 1}T12:00:00.000Z`;
        setNow(now);
        api.clock.now = new Date(now);
        await db.followUp.updateMany({ data: { nextAt: api.clock.now } });
        if (state) api.objects.set('/payment/p_1', state);
        await run();
        outcomes.push(ended);
        for (const job of await takeJobs(reading)) await applyJob(job, accountAt(api.url), db);
      }
      expect(outcomes).toEqual([['observed'], ['unchanged'], ['observed'], ['observed']]);
      expect(await db.event.count({ where: { source: 'observed', status: 'applied' } })).toBe(3);
    });

    it('stops asking while the API does not answer, and asks again without counting that', async () => {
      const { api, db, setNow } = reading;
      for (const ref of ['p_1', 'p_2', 'p_3'])
        await openRows(db).payment(ref, 'pending', { at: at('10:00') });
      const { run } = followUps();
      api.failures.push({ status: 403 }, { status: 503 });
      await run();
      // One object may not be read, which does not concern the others; then the API is away.
      expect(ended).toEqual(['failed', 'failed']);
      expect(stopped).toHaveLength(1);
      const rows = await db.followUp.findMany();
      const noted = rows.map(
        ({ asked, error }) => `${asked} ${/answered (\d+)/.exec(error ?? '')?.[1] ?? 'not asked'}`,
      );
      expect(noted.toSorted()).toEqual(['0 503', '0 not asked', '1 403']);
      setNow('2026-03-01T12:15:00.000Z');
      await run();
      expect(ended).toEqual(['failed', 'failed', 'gone', 'gone']);
    });

    it('asks nothing with a key of another mode', async () => {
      await openRows(reading.db).payment('p_1', 'pending', { at: at('10:00') });
      await followUps(accountAt(reading.api.url, { apiKey: 'live_key' })).run();
      expect(stopped.join()).toContain('live mode');
      expect(reading.api.gets).toEqual([]);
      expect(await rowOf('p_1')).toMatchObject({ asked: 0 });
    });

    it('searches all rows at the start and daily, and otherwise the purchases of new events', async () => {
      const { db, record, setNow } = reading;
      const { run } = followUps();
      await run();
      const { aggregateId } = await openRows(db).payment('p_new', 'pending', { at: at('12:00') });
      await openRows(db).payment('p_without_event', 'pending', { at: at('12:00') });
      const { id } = await record('evt_new');
      await db.event.update({ where: { id }, data: { aggregateId } });
      await run();
      expect((await followed()).join()).toBe('default payment p_new 03-01T13:00');
      setNow('2026-03-02T12:00:00.000Z');
      await run();
      expect(await rowOf('p_without_event')).not.toBeNull();
    });

    it('of two workers at once asks each question once', async () => {
      const { api, db } = reading;
      for (let nth = 0; nth < 30; nth += 1)
        await openRows(db).payment(`p_${nth}`, 'pending', { at: at('10:00') });
      await Promise.all([followUps().run(), followUps().run()]);
      expect(api.gets.toSorted()).toEqual(
        Array.from({ length: 30 }, (_, nth) => `/payment/p_${nth}`).toSorted(),
      );
    });
  });
});
