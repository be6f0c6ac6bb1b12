import { openDatabase } from '@payspool/db';
import { openReader, type OpenReader } from '@payspool/db/reader';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { after, applyAll } from '../../../packages/inspect/test/applied-events.ts';
import { ORDER, SUBSCRIPTION } from '../../../packages/inspect/test/one-purchase.ts';
import { asOperator, serverUnderTest } from '../src/server-under-test.ts';

let database: TestDatabase;
let open: OpenReader;
let prisma: ReturnType<typeof openDatabase>;
let server: ReturnType<typeof serverUnderTest>;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openReader({ url: database.url });
  prisma = openDatabase({ url: database.url, poolSize: 2 });
  await applyAll(prisma.prisma, ORDER);
  await applyAll(prisma.prisma, SUBSCRIPTION);
  await applyAll(
    prisma.prisma,
    [
      {
        key: 'evt_"><script>',
        type: '<script>alert(1)</script>',
        at: 1,
        facts: [{ type: 'order.created', orderRef: '"><script>', merchantRef: '<b>', customerRef: '"\\' }],
      },
    ],
    'default/acct_"1',
  );
  server = serverUnderTest({ reader: open.reader, now: () => after(600) });
});
afterAll(async () => {
  await open?.close();
  await prisma?.close();
  await database?.drop();
});

const fetched = async (url: string) => server.inject(asOperator({ url }));

describe('the list of orders', () => {
  it('shows each order with its sums, and its statuses as links', async () => {
    const { body, statusCode } = await fetched('/orders?filter=updated%3A1d');
    expect(statusCode).toBe(200);
    expect(body).toContain('href="/orders/stripe/default/cs_1"');
    expect(body).toContain('100.00\u00a0EUR');
    expect(body).toContain('filter&#61;updated%3A1d+status%3Apartially_refunded');
    expect(body).not.toContain('<script>');
  });

  it('says what is wrong with a filter', async () => {
    const { body, statusCode } = await fetched('/orders?filter=statuss%3Apaid');
    expect(statusCode).toBe(400);
    expect(body).toContain('Did you mean status:?');
  });

  it('answers JSON at the same address', async () => {
    const { rows, counts } = (await fetched('/orders.json?filter=cs_1')).json();
    expect(rows).toMatchObject([{ ref: 'cs_1', paidMinor: '10000', refundedMinor: '3000' }]);
    expect(counts).toContainEqual({ status: 'partially_refunded', count: 1, isMore: false });
  });

  it('has a sibling for subscriptions', async () => {
    const { body } = await fetched('/subscriptions?filter=customer%3Acus_1');
    expect(body).toContain('href="/subscriptions/stripe/default/sub_1"');
  });
});

describe('the page of an order', () => {
  it('shows the sum, the story, what is expected, the parts and the ids', async () => {
    const { body, statusCode } = await fetched('/orders/stripe/default/cs_1');
    expect(statusCode).toBe(200);
    expect(body).toContain('paid 100.00 − refunded 30.00 − charged back 0.00 &#61; 70.00 of 100.00 EUR');
    expect(body).toContain('aria-label="70 % kept, 30 % refunded"');
    expect(body).toContain('came 3 h 12 min later');
    expect(body).toContain('pending → paid, paid 0.00 → 100.00 EUR');
    expect(body).toContain('had stated the same.');
    expect(body).toContain('waits for the relay of a worker');
    expect(body).toContain('https://dashboard.stripe.com/test/payments/pi_1');
    expect(body).toContain('/operations/new?kind&#61;reconcile');
    expect(body).toContain('payspool orders show cs_1 --provider stripe --account default');
  });

  it('is a page of a subscription too', async () => {
    const { body } = await fetched('/subscriptions/stripe/default/sub_1');
    expect(body).toContain('It renews at 2026-01-31T23:40:00Z, in 1 h 40 min.');
    expect(body).toContain('Access granted while the provider continues billing.');
  });

  it('escapes every id', async () => {
    const address = `/orders/stripe/${encodeURIComponent('default/acct_"1')}/${encodeURIComponent('"><script>')}`;
    const { body, statusCode } = await fetched(address);
    expect(statusCode).toBe(200);
    expect(body).not.toMatch(/<script>|<b>/);
  });

  it('does not exist for another id, or outside of the scope of the user', async () => {
    expect((await fetched('/orders/stripe/default/cs_2')).statusCode).toBe(404);
    expect((await fetched('/subscriptions/stripe/default/cs_1')).statusCode).toBe(404);
  });
});

describe('the page of money', () => {
  it('shows what came in per day, with test mode apart', async () => {
    const { body, statusCode } = await fetched('/money?day=2026-01-31&days=7');
    expect(statusCode).toBe(200);
    expect(body).toContain('No real money');
    expect(body).toContain('70.00\u00a0EUR');
    expect((await fetched('/money?day=2026-02-30')).statusCode).toBe(400);
    expect((await fetched('/money.json?day=2026-01-31&days=1')).json()).toMatchObject([
      {
        day: '2026-01-31',
        mode: 'test',
        paidMinor: '10000',
        refundedMinor: '3000',
        netMinor: '7000',
        payments: 1,
      },
    ]);
  });
});
