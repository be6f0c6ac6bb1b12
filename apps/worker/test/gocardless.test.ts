import type { DeliveryJob } from '@payspool/queue';
import { waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemporaryFailure } from '../src/run-job.ts';
import { BACKENDS } from './backends.ts';
import {
  gocardlessAccounts,
  gocardlessJob,
  manyEvents,
  REQUESTS,
  startGocardlessApi,
} from './gocardless-under-test.ts';
import { type Trouble, usePartsWorker } from './parts-under-test.ts';
import { startWorker } from './worker-under-test.ts';

const TOKEN = 'sandbox_token-of-the-test';
const under = usePartsWorker();
const { eventsOf, statusesOf } = under;
let api: Awaited<ReturnType<typeof startGocardlessApi>>;
beforeAll(async () => {
  api = await startGocardlessApi(TOKEN);
});
afterAll(() => api.stop());

/** A worker of an account that can ask the API; its questions are kept until `answer`. */
function workerOf(account: string, { trouble, token = TOKEN }: { trouble?: Trouble; token?: string } = {}) {
  const questions = new Map<string, DeliveryJob>();
  const settings = token === '' ? {} : { accessToken: token, apiUrl: api.url };
  const worker = under.workerWith(account, trouble, {
    accounts: gocardlessAccounts(account, settings),
    io: REQUESTS,
    queue: {
      enqueue: async (job) => {
        questions.set(job.eventKey, job);
        return 'accepted';
      },
    },
  });
  return {
    ...worker,
    questions,
    /** Runs the questions, some at a time as a worker does. */
    answer: async () => {
      const jobs = [...questions.values()];
      questions.clear();
      for (let from = 0; from < jobs.length; from += 8)
        expect(await Promise.all(jobs.slice(from, from + 8).map((job) => worker.run(job)))).toEqual(
          jobs.slice(from, from + 8).map(() => undefined),
        );
    },
  };
}

const ordersOf = async (account: string) => {
  const orders = await under.db.order.findMany({ where: { account } });
  return orders
    .map(
      ({ orderRef, merchantRef, status, paidMinor, refundedMinor, chargedBackMinor }) =>
        `${orderRef} ${merchantRef} ${status} ${[paidMinor, refundedMinor, chargedBackMinor].map((minor) => minor.toFixed()).join(' ')}`,
    )
    .toSorted();
};
/** Payment 9 keeps its money, because its chargeback is malformed; payment 20 is paid by its payout alone. */
const EXPECTED_ORDERS = Array.from({ length: 40 }, (_, at) =>
  at < 9 ? `PM${at} order-${at} refunded 1000 300 700` : `PM${at} order-${at} partially_refunded 1000 300 0`,
).toSorted();

describe('a delivery of GoCardless with 250 events of 40 purchases, three of them malformed', () => {
  const account = 'many';
  const worker = () => workerOf(account);

  it('applies 247 states, records why three failed, stores the body once, and pays nothing yet', async () => {
    const first = worker();
    const job = gocardlessJob(account, manyEvents());
    expect(job).toMatchObject({ kind: 'event', eventKey: 'WB1' });
    expect(await first.run(job)).toBeUndefined();
    expect(await statusesOf(account)).toEqual({ applied: 247, failed: 3, split: 1 });
    const rows = await eventsOf(account);
    expect(rows.filter(({ rawBody }) => rawBody !== null).map(({ eventKey }) => eventKey)).toEqual(['WB1']);
    expect(
      rows.filter(({ status }) => status === 'failed').map(({ eventKey, error }) => [eventKey, error]),
    ).toEqual([
      ['EV249', expect.stringMatching(/^schema_violation: links\.payment: /)],
      ['EV100', 'schema_violation: created_at: not a time'],
      ['EV17', expect.stringMatching(/^schema_violation: links\.payment: /)],
    ]);
    expect(await ordersOf(account)).toEqual([]);
    expect(await under.db.payment.count({ where: { account, status: 'succeeded' } })).toBe(0);

    // 39 created, 39 confirmed, 40 paid out, 40 refunds created and 40 paid, 9 charged back.
    expect(first.questions.size).toBe(207);
    await first.answer();
    expect(api.takeAsked()).toHaveLength(207);
    expect(await ordersOf(account)).toEqual(EXPECTED_ORDERS);
    expect(await statusesOf(account)).toEqual({ applied: 247 + 207, failed: 3, split: 1 });
  });

  it('changes nothing when it is sent again, nor when its events come in another delivery', async () => {
    const before = await eventsOf(account);
    for (const webhookId of ['WB1', 'WB2']) {
      const again = worker();
      expect(await again.run(gocardlessJob(account, manyEvents(webhookId)))).toBeUndefined();
      expect(again.lines('event')).toMatchObject([{ outcome: 'duplicate', parts: { duplicate: 250 } }]);
      await again.answer();
    }
    expect(await eventsOf(account)).toEqual(before);
    expect(await ordersOf(account)).toEqual(EXPECTED_ORDERS);
  });

  it('keeps a second delivery with one new event, which is its only part', async () => {
    const { events } = manyEvents();
    const cancelled = { id: 'EV250', action: 'chargeback_cancelled', created_at: '2026-03-02T09:10:00.000Z' };
    const body = { events: [{ ...events[1], ...cancelled }, ...events] };
    const more = worker();
    const job = gocardlessJob(account, { ...body, meta: { webhook_id: 'WB3' } });
    expect(await more.run(job)).toBeUndefined();
    expect(more.lines('event')).toMatchObject([
      { outcome: 'applied', parts: { applied: 1, duplicate: 250 } },
    ]);
    const parts = (await eventsOf(account)).filter(({ partOf }) => partOf === 'WB3');
    expect(parts.map(({ eventKey, type }) => [eventKey, type])).toEqual([
      ['EV250', 'payments.chargeback_cancelled'],
    ]);
    expect(await ordersOf(account)).toContain('PM8 order-8 partially_refunded 1000 300 0');
  });

  it('knows an event that comes alone after it came with others', async () => {
    const alone = worker();
    const event = manyEvents().events.find(({ id }) => id === 'EV130');
    const job = gocardlessJob(account, { events: [event], meta: { webhook_id: 'WB4' } });
    expect(job).toMatchObject({ eventKey: 'EV130', type: 'payments.paid_out' });
    expect(await alone.run(job)).toBeUndefined();
    expect(alone.lines('event')).toMatchObject([{ outcome: 'duplicate' }]);
  });
});

describe('a delivery of GoCardless that is interrupted', () => {
  const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

  it('in the middle is completed by the next attempt, with all of its questions', async () => {
    const account = 'cut';
    const job = gocardlessJob(account, manyEvents());
    const cut = workerOf(account, { trouble: (transaction) => (transaction > 3 ? reset() : undefined) });
    expect(await cut.run(job)).toBeInstanceOf(TemporaryFailure);
    const recorded = await under.db.event.count({ where: { account } });
    expect(recorded).toBeGreaterThan(0);
    expect(recorded).toBeLessThan(250);
    expect(await under.db.event.count({ where: { account, status: 'split' } })).toBe(0);

    const next = workerOf(account);
    expect(await next.run(job)).toBeUndefined();
    expect(await statusesOf(account)).toEqual({ applied: 247, failed: 3, split: 1 });
    await next.answer();
    expect(await ordersOf(account)).toEqual(EXPECTED_ORDERS);
  });
});

describe.each(BACKENDS)('over the queue in $name,', (backend) => {
  it.skipIf(!backend.available)('a worker asks by itself what a signed event leaves open', async () => {
    const worker = await startWorker(backend, {
      env: {
        GOCARDLESS_WEBHOOK_SECRETS: 'a-secret-of-the-test',
        GOCARDLESS_ACCESS_TOKEN: TOKEN,
        GOCARDLESS_API_URL: api.url,
      },
    });
    const event = manyEvents().events.find(({ id }) => id === 'EV80');
    const job = gocardlessJob('default', { events: [event] });
    expect(await worker.deliver(job)).toMatchObject({ state: 'completed', outcome: 'applied' });
    const orders = () => worker.db.order.findMany({ where: { provider: 'gocardless' } });
    await waitFor(async () => (await orders()).length > 0, { what: 'the answer is recorded' });
    expect(await orders()).toMatchObject([{ orderRef: 'PM0', status: 'paid', currency: 'GBP' }]);
    const rows = await worker.db.event.findMany({ orderBy: { id: 'asc' } });
    expect(rows.map(({ eventKey, type, status }) => [eventKey, type, status])).toEqual([
      ['EV80', 'payments.confirmed', 'applied'],
      ['EV80/answer', 'payments.confirmed', 'applied'],
    ]);
    await worker.stop();
  });
});

describe('an account of GoCardless', () => {
  it('without an access token asks nothing, applies the states, and pays nothing', async () => {
    const account = 'no-token';
    api.takeAsked();
    const worker = workerOf(account, { token: '' });
    expect(await worker.run(gocardlessJob(account, manyEvents()))).toBeUndefined();
    expect(worker.questions.size).toBe(0);
    expect(await statusesOf(account)).toEqual({ applied: 247, failed: 3, split: 1 });
    expect(await under.db.order.count({ where: { account, status: 'pending', paidMinor: 0 } })).toBe(40);
    expect(await under.db.order.count({ where: { account } })).toBe(40);
    expect(api.takeAsked()).toEqual([]);
  });

  it('with a refused access token records a failed question, and pays nothing', async () => {
    const account = 'refused';
    const [event] = manyEvents().events.filter(({ id }) => id === 'EV80');
    const worker = workerOf(account, { token: 'sandbox_another-token' });
    expect(await worker.run(gocardlessJob(account, { events: [event] }))).toBeUndefined();
    const [question] = worker.questions.values();
    expect(question).toMatchObject({ kind: 'hint', eventKey: 'hint:EV80' });
    if (question) expect(await worker.run(question)).toBeInstanceOf(Error);
    expect(await statusesOf(account)).toEqual({ applied: 1, failed: 1 });
    expect(await under.db.payment.findMany({ where: { account } })).toMatchObject([
      { status: 'pending', providerStatus: 'confirmed', amountMinor: null },
    ]);
  });
});
