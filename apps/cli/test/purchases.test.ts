import { openDatabase } from '@payspool/db';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { applyAll } from '../../../packages/inspect/test/applied-events.ts';
import { ORDER, SUBSCRIPTION } from '../../../packages/inspect/test/one-purchase.ts';
import { runCli } from './run-cli.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  const { prisma, close } = openDatabase({ url: database.url, poolSize: 2 });
  await applyAll(prisma, ORDER);
  await applyAll(prisma, SUBSCRIPTION);
  await applyAll(
    prisma,
    [
      {
        key: 'evt_1',
        type: 'x',
        at: 0,
        facts: [{ type: 'order.created', orderRef: 'cs_9', merchantRef: 'ORD-1' }],
      },
    ],
    'eu',
  );
  await close();
});
afterAll(() => database?.drop());

const run = (...args: string[]) => runCli(args, { env: { DATABASE_URL: database.url } });

describe('payspool orders', () => {
  it('lists by a filter, as a table or as JSON', async () => {
    const [table, json, wrong] = await Promise.all([
      run('orders', 'list', 'order:pi_1', 'status:partially_refunded'),
      run('orders', 'list', 'customer:cus_1', '--json'),
      run('orders', 'list', 'staus:paid'),
    ]);
    expect(table.stdout.split('\n')[0]).toMatch(/^UPDATED +STATUS +ACCOUNT +ORDER +YOUR REF/);
    expect(table.stdout).toMatch(
      /partially_refunded +stripe\/default +cs_1 +ORD-1 +100\.00 EUR +100\.00 +30\.00 +- +cus_1/,
    );
    expect(JSON.parse(json.stdout)).toMatchObject([{ ref: 'cs_1', paidMinor: '10000' }]);
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('Did you mean `status:`?')]);
  });

  it('shows the story of the order to which an id leads', async () => {
    const [byAlias, json, none, several] = await Promise.all([
      run('orders', 'show', 'ch_1'),
      run('orders', 'show', 'cs_1', '--json'),
      run('orders', 'show', 'cs_7'),
      run('orders', 'show', 'ORD-1'),
    ]);
    expect(byAlias.stdout).toContain('order cs_1  stripe/default  partially_refunded\n');
    expect(byAlias.stdout).toContain('= 70.00 of 100.00 EUR\n');
    expect(byAlias.stdout).toContain('(came 3 h 12 min later, after 2 later events)\n');
    expect(byAlias.stdout).toMatch(/now\n {2}Transition /);
    expect(JSON.parse(json.stdout)).toMatchObject({ row: { ref: 'cs_1' }, events: '5' });
    expect([none.status, none.stderr]).toEqual([1, expect.stringContaining('payspool find')]);
    expect([several.status, several.stderr]).toEqual([2, expect.stringContaining('stripe/eu cs_9')]);
  });
});

describe('payspool subscriptions', () => {
  it('shows one by the id of the merchant', async () => {
    const { stdout } = await run('subscriptions', 'show', 'ORD-2');
    expect(stdout).toContain('subscription sub_1  stripe/default  active\n');
    expect(stdout).toContain('no event said so, at 2026-01-31T23:40:00Z');
  });
});

describe('payspool money and lag', () => {
  it('show a day, and how late deliveries were', async () => {
    const [money, wrong, lag] = await Promise.all([
      run('money', '--day', '2026-01-31', '--days', '2'),
      run('money', '--day', '2026-02-30'),
      run('lag', '--since', '2026-01-01T00:00:00Z', '--json'),
    ]);
    expect(money.stdout).toMatch(
      /2026-01-31 +stripe\/default +test +EUR +100\.00 +1 +30\.00 +1 +0\.00 +0 +70\.00/,
    );
    expect(wrong.status).toBe(2);
    expect(JSON.parse(lag.stdout)).toMatchObject({
      accounts: [
        { account: 'default', deliveries: 5, theirs: { maxMs: 192 * 60_000 } },
        { account: 'eu', deliveries: 1 },
      ],
      isPartial: false,
    });
  });
});
