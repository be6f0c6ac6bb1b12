import { openDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { simulatorOf, startApiServer } from '@payspool/providers/simulator';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createFakeApi, FAKE_API_KEY } from '../../../packages/providers/src/stripe/simulator/fake-api.ts';
import { runCli } from './run-cli.ts';

const HOUR_MS = 3_600_000;

describe('payspool reconcile, backfill and operations, without a worker,', () => {
  let tables: Awaited<ReturnType<typeof createDatabase>>;
  let queue: Awaited<ReturnType<typeof createDatabase>>;
  let open: ReturnType<typeof openDatabase>;
  let api: Awaited<ReturnType<typeof startApiServer>>;
  let env: Readonly<Record<string, string>>;
  const fake = createFakeApi({ now: () => new Date() });
  beforeAll(async () => {
    tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    queue = await createDatabase({ postgresUrl: inject('postgresUrl') });
    await migrateQueue(queue.url);
    open = openDatabase({ url: tables.url, poolSize: 2 });
    api = await startApiServer(fake);
    env = {
      DATABASE_URL: tables.url,
      QUEUE_URL: queue.url,
      PAYSPOOL_MODE: 'test',
      STRIPE_API_KEY: FAKE_API_KEY,
      STRIPE_API_URL: api.url,
    };
    const startsAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 30 * HOUR_MS);
    const checkout = simulatorOf('stripe').scenarios.checkout?.({ uid: 'cli', startsAt });
    fake.account.withDeliveries(checkout?.deliveries ?? []);
  });
  afterAll(async () => {
    await Promise.all([api.close(), open.close()]);
    await Promise.all([tables.drop(), queue.drop()]);
  });
  const payspool = (...args: string[]) => runCli(args, { env });
  const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

  it('exit with 3 for a purchase that was not delivered, with 0 after it was recorded, and change nothing before', async () => {
    const compare = (...more: string[]) =>
      payspool('reconcile', '--provider', 'stripe', '--since', '48h', '--here', ...more);
    const found = await compare();
    expect(found.status).toBe(3);
    expect(found.stderr).toMatch(/^operation 1: payspool operations abort 1 ends it\n$/);
    expect(found.stdout).toMatch(
      /^stripe\/default checkout_session \S+: missing\n {2}orders \S+ is missing: status paid, .*amount_minor/m,
    );
    expect(await open.prisma.order.count()).toBe(0);

    const applied = await compare('--apply', '--json');
    expect(applied.status).toBe(0);
    expect(json(applied.stdout)).toMatchObject({ isRehearsal: false, isComplete: true, unread: [] });
    expect(await open.prisma.order.findMany()).toMatchObject([{ status: 'paid' }]);
    expect(await open.prisma.outbox.count()).toBe(0);

    const equal = await compare();
    expect([equal.status, equal.stdout]).toEqual([
      0,
      expect.stringMatching(/^\d+ objects read: nothing differs\n$/),
    ]);
  });

  it('count what an import would bring, and list, show and abort operations', async () => {
    const counted = await payspool(
      'backfill',
      '--provider',
      'stripe',
      '--since',
      '48h',
      '--dry-run',
      '--here',
      '--json',
    );
    expect(counted.status).toBe(0);
    expect(json(counted.stdout)).toMatchObject({
      isRehearsal: true,
      isComplete: true,
      elsewhere: 0,
      unreadable: 0,
    });

    const waiting = await open.prisma.operation.create({
      data: { kind: 'rebuild', params: { react: false }, isRehearsal: true, requestedBy: 'test' },
    });
    const listed = await payspool('operations', 'list', '--status', 'waiting');
    expect(listed.stdout).toMatch(new RegExp(`^${waiting.id}  waiting  rebuild \\(rehearsal\\)  0  2`));
    expect(json((await payspool('operations', 'show', String(waiting.id), '--json')).stdout)).toMatchObject({
      id: String(waiting.id),
      kind: 'rebuild',
      status: 'waiting',
    });
    const aborted = await payspool('operations', 'abort', String(waiting.id));
    expect([aborted.status, aborted.stdout]).toEqual([0, `operation ${waiting.id} is aborted\n`]);
    expect((await payspool('operations', 'abort', String(waiting.id))).status).toBe(1);
  });

  it('refuse a choice of which nothing can be read', async () => {
    const unknown = await payspool('reconcile', '--provider', 'stripe', '--kind', 'payout');
    expect([unknown.status, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('payout cannot be listed; the kinds are checkout_session,'),
    ]);
    const without = await runCli(['reconcile', '--provider', 'stripe'], {
      env: { ...env, STRIPE_API_KEY: '' },
    });
    expect([without.status, without.stderr]).toEqual([2, 'error: STRIPE_API_KEY is not set\n']);
    const none = await payspool('backfill', '--provider', 'standard', '--since', '1d');
    expect([none.status, none.stderr]).toEqual([
      2,
      expect.stringMatching(/Standard Webhooks has no API that Payspool reads/),
    ]);
  });
});
