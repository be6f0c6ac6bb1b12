import { inspect } from 'node:util';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrateDatabase, openDatabase, type OpenDatabase, Prisma } from '../src/index.ts';
import { failure } from './scratch.ts';

let database: TestDatabase;
let open: OpenDatabase;

beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl') });
  await migrateDatabase(database.url);
  open = openDatabase({ url: database.url, poolSize: 2, applicationName: 'client-test' });
});
afterAll(async () => {
  await open.close();
  await database.drop();
});

const at = new Date('2026-01-31T12:00:00.123Z');
const merchant = { provider: 'stripe', account: 'default' };
const event = (eventKey: string) => ({
  ...merchant,
  eventKey,
  type: 'charge.succeeded',
  status: 'applied' as const,
  receivedAt: at,
  canonical: [],
  headers: {},
});

describe('amounts', () => {
  it.each([10n ** 37n, 12_345_678_901_234_567_890_123_456_789_012_345_678n, 0n])(
    '%s is stored exactly',
    async (amount) => {
      const { id: aggregateId } = await open.prisma.aggregate.create({
        data: { ...merchant, foldVersion: 1 },
      });
      const paymentRef = `pi_${amount}`;
      await open.prisma.payment.create({
        data: {
          ...merchant,
          paymentRef,
          status: 'succeeded',
          amountMinor: amount.toString(),
          refundedMinor: new Prisma.Decimal(amount.toString()),
          chargedBackMinor: 0,
          disputed: false,
          occurredAt: at,
          aggregateId,
        },
      });
      const row = await open.prisma.payment.findFirstOrThrow({ where: { paymentRef } });
      expect(BigInt(row.amountMinor?.toFixed() ?? -1)).toBe(amount);
      expect(BigInt(row.refundedMinor.toFixed())).toBe(amount);
    },
  );
});

describe('events', () => {
  it('cannot be inserted twice with the same key', async () => {
    await open.prisma.event.create({ data: event('evt_1') });
    await expect(open.prisma.event.create({ data: event('evt_1') })).rejects.toMatchObject({ code: 'P2002' });
    expect(await open.prisma.event.count({ where: { eventKey: 'evt_1' } })).toBe(1);
  });

  it('of different accounts may have the same key', async () => {
    await open.prisma.event.create({ data: event('evt_2') });
    await open.prisma.event.create({ data: { ...event('evt_2'), account: 'other' } });
    expect(await open.prisma.event.count({ where: { eventKey: 'evt_2' } })).toBe(2);
  });

  it('keep their body byte for byte, and their time to the millisecond', async () => {
    const rawBody = Buffer.from([0x7b, 0x00, 0xff, 0xed, 0xa0, 0x80, 0x0d, 0x0a]);
    const { id } = await open.prisma.event.create({ data: { ...event('evt_3'), rawBody, occurredAt: at } });
    const stored = await open.prisma.event.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(stored.rawBody ?? []).equals(rawBody)).toBe(true);
    expect(stored.occurredAt?.toISOString()).toBe('2026-01-31T12:00:00.123Z');
  });
});

describe('a client', () => {
  it('sends its name, so that an operator can recognise its connection', async () => {
    const rows = await open.prisma.$queryRaw`SELECT current_setting('application_name') AS name`;
    expect(rows).toEqual([{ name: 'client-test' }]);
  });

  it('does not name the customer if a value cannot be stored', async () => {
    const type = 'jane\u0000@example.com';
    const error = await failure(open.prisma.event.create({ data: { ...event('evt_4'), type } }));
    expect(error).toBeInstanceOf(Prisma.PrismaClientKnownRequestError);
    expect(inspect(error, { depth: 9 })).not.toContain('example.com');
  });

  it('reports an unused connection that broke, without its settings, and continues', async () => {
    const errors: Error[] = [];
    const lonely = openDatabase({
      url: database.url,
      poolSize: 1,
      applicationName: 'lonely',
      onError: (error) => errors.push(error),
    });
    await lonely.prisma.$queryRaw`SELECT 1`;
    await terminate('lonely');
    await expect.poll(() => errors.length).toBe(1);
    expect(errors[0]).not.toHaveProperty('client');
    expect(await lonely.prisma.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    await lonely.close();
  });

  it('leaves no connection open when it is closed', async () => {
    const closed = openDatabase({ url: database.url, applicationName: 'closed' });
    await closed.prisma.$queryRaw`SELECT 1`;
    expect(await connections('closed')).toBe(1);
    await closed.close();
    await expect.poll(() => connections('closed')).toBe(0);
  });
});

const connections = async (name: string) =>
  (await asAdmin(`SELECT 1 FROM pg_stat_activity WHERE application_name = '${name}'`)).rowCount;

const terminate = (name: string) =>
  asAdmin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${name}'`);

async function asAdmin(sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(inject('postgresUrl'));
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
