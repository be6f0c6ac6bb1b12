import { type Database, openDatabase } from '@payspool/db';
import { DEFAULT_POLICY, type ProjectionSettings, publishDue, rebuild } from '@payspool/projection';
import { createDatabase } from '@payspool/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { published } from './fulfilled.ts';
import { eur, type Facts, happens } from './happenings.ts';

/** When the first event of a test arrives. */
export const START = Date.parse('2026-01-31T13:00:00.000Z');

/** A database of this test file, empty for each test, and a clock that the test sets. Publishing waits 30 seconds. */
export function useClockedProjection() {
  let tables: Awaited<ReturnType<typeof createDatabase>> | undefined;
  let database: ReturnType<typeof openDatabase> | undefined;
  let now = new Date(START);
  beforeAll(async () => {
    tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    database = openDatabase({ url: tables.url, poolSize: 8 });
  });
  afterAll(async () => {
    await database?.close();
    await tables?.drop();
  });
  beforeEach(() => {
    now = new Date(START);
  });
  afterEach(async () => {
    await db()
      .$executeRaw`TRUNCATE aggregates, events, outbox, entitlements, changes RESTART IDENTITY CASCADE`;
  });
  const db = (): Database => {
    if (!database) throw new Error('the database is there once the tests run');
    return database.prisma;
  };
  const settings: ProjectionSettings = {
    policy: DEFAULT_POLICY,
    merchantRefGraceMs: 30_000,
    now: () => now,
  };
  const comes = (key: string, second: number, facts: Facts) =>
    happens(db(), { key, second, facts, settings });
  return {
    get db() {
      return db();
    },
    get url() {
      if (!tables) throw new Error('the database is there once the tests run');
      return tables.url;
    },
    settings,
    /** Sets the clock to this time. */
    setNow: (time: Date | string) => {
      now = new Date(time);
    },
    /** Sets the clock to this number of seconds after the first event arrived. */
    at: (seconds: number) => {
      now = new Date(START + seconds * 1000);
    },
    /** Records and folds one event; `second` is its time at the provider. */
    comes,
    /** Returns the number of transitions that were due. */
    publish: async () => (await publishDue(db(), settings, { limit: 100 })).transitions,
    topics: async () => (await published(db())).map(({ topic }) => topic),
    held: () => db().entitlement.findMany({ orderBy: { ref: 'asc' } }),
    /** The number of purchases and subscriptions whose rows differ from their events. */
    differing: async () => (await rebuild(db(), { settings, onDifference: () => undefined })).differing,
    purchase: (name = 'a') => purchaseOf(comes, name),
  };
}

/** A purchase of 10 EUR, whose merchant reference comes in a separate event. */
const purchaseOf = (comes: (key: string, second: number, facts: Facts) => Promise<void>, name: string) => ({
  paid: () =>
    comes(`${name}-paid`, 1, {
      type: 'payment.succeeded',
      paymentRef: `pi_${name}`,
      orderRef: `pi_${name}`,
      amount: eur(1000n),
      settlesOrder: true,
    }),
  named: (merchantRef = `m-${name}`, key = `${name}-named`) =>
    comes(key, 2, {
      type: 'order.completed',
      orderRef: `cs_${name}`,
      paymentRef: `pi_${name}`,
      amount: eur(1000n),
      merchantRef,
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'merchant',
    }),
  refunded: () =>
    comes(`${name}-refunded`, 3, {
      type: 'refund.succeeded',
      refundRef: `re_${name}`,
      paymentRef: `pi_${name}`,
      amount: eur(1000n),
    }),
});
