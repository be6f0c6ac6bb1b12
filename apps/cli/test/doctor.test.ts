import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@payspool/db';
import {
  createDatabase,
  freePort,
  hasRedisServer,
  type ServerProcess,
  startRedisServer,
  type TestDatabase,
} from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ROWS } from './doctor-rows.ts';
import { runCli } from './run-cli.ts';

const SECRET = 'whsec_c2VzYW1lIG9wZW4gc2VzYW1l';
const LINE = /^(?<name>.+?) {2,}(?<status>ok|warning|failed) +(?<rest>.*)$/;
const nowhere = mkdtempSync(join(tmpdir(), 'payspool-doctor-'));
const redisHere = hasRedisServer();

let migrated: TestDatabase;
let empty: TestDatabase;
beforeAll(async () => {
  const postgresUrl = inject('postgresUrl');
  migrated = await createDatabase({ postgresUrl, template: inject('template') });
  empty = await createDatabase({ postgresUrl });
});
afterAll(async () => {
  await Promise.all([migrated.drop(), empty.drop()]);
  rmSync(nowhere, { recursive: true });
});

/** The lines by name, in order; a check with several lines has all of them. */
async function doctor(env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = await runCli(['doctor'], { env: { DATA_DIR: nowhere, ...env } });
  const lines = stdout.trimEnd().split('\n');
  const rows = lines.map(
    (line) => LINE.exec(line)?.groups ?? expect.unreachable(`no line of a table: ${line}`),
  );
  const of = (name: string) =>
    rows.filter((row) => row['name'] === name).map(({ status: judged, rest }) => `${judged}: ${rest}`);
  return { status, stdout, stderr, rows, of };
}

const notOk = ({ rows }: Awaited<ReturnType<typeof doctor>>) =>
  rows.filter(({ status }) => status !== 'ok').map(({ name }) => name);

describe('payspool doctor', () => {
  it('without settings names every missing setting in one line each, and exits with 1', async () => {
    const found = await doctor({});
    expect([found.status, found.stderr]).toEqual([1, '']);
    expect(found.of('configuration')).toEqual([
      expect.stringMatching(/^failed: DATABASE_URL is not set {2}→ \w/),
      expect.stringMatching(/^failed: QUEUE_URL is not set {2}→ \w/),
    ]);
    expect(found.of('secrets')).toEqual([expect.stringMatching(/^failed: no provider is configured.* → \w/)]);
    expect(found.of('own reactions')).toEqual(['ok: none: REACTIONS is not set']);
    for (const { status, rest } of found.rows.filter(({ name }) => name !== 'own reactions'))
      expect([status, rest]).toEqual(['failed', expect.stringContaining('→')]);
  });

  describe.skipIf(!redisHere)(redisHere ? 'with Redis' : 'with Redis (skipped: there is none here)', () => {
    let safe: ServerProcess;
    let unsafe: ServerProcess;
    beforeAll(async () => {
      [safe, unsafe] = await Promise.all([
        startRedisServer({ flags: ['--requirepass', 'open-sesame'] }),
        startRedisServer({ flags: ['--appendonly', 'no'] }),
      ]);
    });
    afterAll(async () => {
      await Promise.all([safe.stop(), unsafe.stop()]);
    });
    const withPassword = (password: string) => `redis://:${password}@127.0.0.1:${safe.port}`;
    const good = () => ({
      DATABASE_URL: migrated.url,
      QUEUE_URL: withPassword('open-sesame'),
      STRIPE_WEBHOOK_SECRETS: SECRET,
    });

    it('is all ok and exits with 0 if there is no problem', async () => {
      const found = await doctor(good());
      expect([notOk(found), found.status]).toEqual([[], 0]);
      expect(found.rows.map(({ name }) => name)).toEqual([
        'configuration',
        'secrets',
        'endpoints',
        'database',
        'migrations',
        'clock of the database',
        'queue',
        'queue safety',
        'clock of the queue',
        'queue deliveries',
        'queue reactions',
        'queue tasks',
        'reactions',
        'own reactions',
        'failed events',
        'other currencies',
        'times',
        ...ROWS,
      ]);
      expect(found.of('endpoints')).toEqual(['ok: not covered: stripe/default (STRIPE_API_KEY is not set)']);
      expect(found.stdout).not.toContain('sesame');
    });

    it('prints the same findings as one object with --json', async () => {
      const { status, stdout } = await runCli(['doctor', '--json'], {
        env: { DATA_DIR: nowhere, ...good() },
      });
      const { ok, checks } = JSON.parse(stdout) as {
        ok: boolean;
        checks: { name: string; status: string }[];
      };
      expect([status, ok, new Set(checks.map((check) => check.status))]).toEqual([0, true, new Set(['ok'])]);
    });

    it('names the settings of a Redis that can lose acknowledged deliveries', async () => {
      const found = await doctor({ ...good(), QUEUE_URL: unsafe.url });
      expect([new Set(notOk(found)), found.status]).toEqual([new Set(['queue safety']), 1]);
      expect(found.of('queue safety')[0]).toMatch(/^failed: appendonly is no.*→ set `appendonly yes`/);
    });

    it('names the reasons for which a Redis and a Postgres refuse writes, with a remedy', async () => {
      const full = await startRedisServer({ flags: ['--maxmemory', '1'] });
      const standby = await createDatabase({
        postgresUrl: inject('postgresUrl'),
        template: inject('template'),
      });
      const { prisma, close } = openDatabase({ url: standby.url });
      try {
        await prisma.$executeRawUnsafe(
          `ALTER DATABASE ${standby.name} SET default_transaction_read_only = on`,
        );
        const found = await doctor({ ...good(), DATABASE_URL: standby.url, QUEUE_URL: full.url });
        expect([notOk(found), found.status]).toEqual([['database', 'queue'], 1]);
        expect(found.of('queue')[1]).toBe(
          "failed: Redis refuses writes: it has reached maxmemory (OOM command not allowed when used memory > 'maxmemory'.)  → raise maxmemory or free memory; deliveries are answered 503 until then",
        );
        expect(found.of('database')[1]).toBe(
          'failed: Postgres refuses writes: it is a standby, or was made read-only (cannot execute INSERT in a read-only transaction)  → name the primary in the URL, or make it writable (default_transaction_read_only); deliveries wait in the queue until then',
        );
      } finally {
        await close();
        await Promise.all([standby.drop(), full.stop()]);
      }
    });

    it('reports that a password is refused, without the password', async () => {
      const database = new URL(migrated.url);
      database.username = 'nobody-here';
      database.password = 'wrong-sesame';
      const found = await doctor({
        ...good(),
        QUEUE_URL: withPassword('wrong-sesame'),
        DATABASE_URL: database.href,
      });
      expect(found.status).toBe(1);
      expect(found.of('queue')).toEqual([expect.stringMatching(/^failed: .*WRONGPASS/)]);
      expect(found.of('database')).toEqual([expect.stringMatching(/^failed: .*user or password refused/)]);
      expect(found.stdout + found.stderr).not.toContain('sesame');
    });

    it('names the pending migrations of a database', async () => {
      const found = await doctor({ ...good(), DATABASE_URL: empty.url });
      expect([notOk(found), found.status]).toEqual([
        ['migrations', 'reactions', 'failed events', 'other currencies', 'times', ...ROWS],
        1,
      ]);
      expect(found.of('migrations')[0]).toMatch(/^failed: \d+ pending: \d+_init.*→ run `payspool migrate`/);
      expect(found.of('reactions')[0]).toMatch(/^failed: not checked: .*→ run `payspool migrate`/);
    });

    it('warns of rows that a person must settle, each with its remedy, and exits with 0', async () => {
      const odd = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
      const { prisma, close } = openDatabase({ url: odd.url });
      try {
        await prisma.$executeRaw`INSERT INTO aggregates (id, provider, account, fold_version) VALUES (1, 'paypal', 'default', 1)`;
        await prisma.$executeRaw`
          INSERT INTO events (provider, account, event_key, type, status, received_at, canonical, headers, provider_account)
          SELECT 'razorpay', 'default', 'evt_' || merchant, 'x', 'ignored', now(), '[]', '{}', merchant
          FROM unnest(ARRAY['acc_1', 'acc_2']) AS merchant`;
        await prisma.$executeRaw`
          INSERT INTO orders (provider, account, order_ref, merchant_ref, status, disputed, paid_minor, refunded_minor, charged_back_minor, access, created_at, updated_at, aggregate_id, fold_version)
          SELECT 'paypal', 'default', 'o_' || number, 'A-17', 'paid', false, 100, 0, 0, 'granted', now(), now(), 1, 1
          FROM unnest(ARRAY[1, 2]) AS number`;
        await prisma.$executeRaw`
          INSERT INTO refunds (provider, account, refund_ref, status, occurred_at, aggregate_id)
          VALUES ('paypal', 'default', 're_1', 'succeeded', now(), 1)`;
        await prisma.$executeRaw`
          INSERT INTO disputes (provider, account, dispute_ref, transaction_ref, status, occurred_at, aggregate_id)
          VALUES ('paypal', 'default', 'PP-1', 't1', 'opened', now(), 1)`;
        await prisma.$executeRaw`
          INSERT INTO subscriptions (provider, account, subscription_ref, status, collection_paused, paid_until, paid_until_source, access, created_at, updated_at, aggregate_id, fold_version)
          VALUES ('paypal', 'default', 'I-1', 'canceled', false, NULL, 'unknown', 'granted', now(), now(), 1, 1),
                 ('paypal', 'default', 'I-2', 'active', false, now() - interval '80 hours', 'stated', 'granted', now(), now(), 1, 1)`;
        const found = await doctor({ ...good(), DATABASE_URL: odd.url, ACCESS_GRACE_HOURS: '79' });
        expect([found.status, notOk(found)]).toEqual([0, ROWS]);
        expect(found.of('merchant accounts')[0]).toMatch(
          /^warning: 1 endpoint accounts .*: razorpay\/default \(acc_1, acc_2\) {2}→ .*RAZORPAY_ACCOUNT_ID/,
        );
        expect(found.of('merchant references')[0]).toMatch(
          /^warning: 1 are paid .*: paypal\/default A-17 \(2 orders\) {2}→ /,
        );
        expect(found.of('unmatched refunds')[0]).toMatch(/^warning: .*: paypal\/default re_1 {2}→ /);
        expect(found.of('undivided disputes')[0]).toMatch(/^warning: .*: paypal\/default PP-1 {2}→ /);
        expect(found.of('unknown periods')[0]).toMatch(/^warning: .*: paypal\/default I-1 {2}→ /);
        expect(found.of('overdue subscriptions')[0]).toMatch(
          /^warning: .*79 h ago: paypal\/default I-2 {2}→ /,
        );
      } finally {
        await close();
        await odd.drop();
      }
    });

    it('warns of waiting and failed reactions and of disabled consumers, and exits with 0', async () => {
      const sick = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
      const { prisma, close } = openDatabase({ url: sick.url });
      try {
        await prisma.$executeRaw`INSERT INTO disabled_consumers (consumer, reason) VALUES ('forward:crm', '410')`;
        await prisma.$executeRaw`
          INSERT INTO outbox (topic, provider, account, aggregate_kind, aggregate_ref, occurrence, payload, idempotency_key, event_key, aggregate_id, created_at)
          VALUES ('order.paid', 'stripe', 'default', 'order', 'cs_1', 1, '{}', 'key', 'evt_1', 1, now() - interval '7 min')`;
        await prisma.$executeRaw`
          INSERT INTO events (provider, account, event_key, type, status, received_at, error, canonical, headers)
          SELECT 'stripe', 'default', 'evt_' || age, 'x', 'failed', now() - make_interval(hours => age), 'no', '[]', '{}'
          FROM unnest(ARRAY[1, 23, 25]) AS age`;
        await prisma.$executeRaw`INSERT INTO aggregates (id, provider, account, fold_version) VALUES (1, 'stripe', 'default', 1)`;
        await prisma.$executeRaw`
          INSERT INTO payments (provider, account, payment_ref, status, currency, refunded_minor, charged_back_minor, disputed, occurred_at, aggregate_id)
          VALUES ('stripe', 'default', 'pi_1', 'succeeded', 'EUR', 0, 0, false, now(), 1)`;
        await prisma.$executeRaw`
          INSERT INTO refunds (provider, account, refund_ref, payment_ref, status, currency, occurred_at, aggregate_id)
          VALUES ('stripe', 'default', 're_1', 'pi_1', 'succeeded', 'EUR', now(), 1),
                 ('stripe', 'default', 're_2', 'pi_1', 'succeeded', 'USD', now() - interval '31 days', 1),
                 ('stripe', 'default', 're_3', 'pi_1', 'pending', 'USD', now(), 1),
                 ('stripe', 'default', 're_4', 'pi_1', 'succeeded', 'USD', now(), 1)`;
        await prisma.$executeRaw`
          INSERT INTO disputes (provider, account, dispute_ref, payment_ref, status, currency, occurred_at, aggregate_id)
          VALUES ('stripe', 'default', 'du_1', 'pi_1', 'lost', 'USD', now(), 1)`;
        const found = await doctor({ ...good(), DATABASE_URL: sick.url });
        expect([found.status, notOk(found)]).toEqual([
          0,
          ['reactions', 'reactions', 'failed events', 'other currencies'],
        ]);
        expect(found.of('other currencies')[0]).toMatch(/^warning: 2 refunds and lost disputes .* du_1/);
        expect(found.of('reactions').join()).toMatch(
          /1 not dispatched, the oldest for 7 min.*forward:crm is disabled/,
        );
        expect(found.of('failed events')[0]).toMatch(/^warning: 2 in 24 h/);
      } finally {
        await close();
        await sick.drop();
      }
    });
  });

  it('reports a store that does not answer, and checks the others', async () => {
    const found = await doctor({
      DATABASE_URL: migrated.url,
      DATABASE_DIRECT_URL: `postgres://u:sesame@127.0.0.1:${await freePort()}/db`,
      QUEUE_URL: `redis://:sesame@127.0.0.1:${await freePort()}`,
      STRIPE_WEBHOOK_SECRETS: SECRET,
    });
    expect(found.status).toBe(1);
    expect(new Set(notOk(found))).toEqual(
      new Set(['direct database', 'queue', 'queue safety', 'clock of the queue', 'backlog']),
    );
    expect(found.of('direct database')[0]).toMatch(/^failed: .*connection refused/);
    expect(found.stdout + found.stderr).not.toContain('sesame');
  });
});
