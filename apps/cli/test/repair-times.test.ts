import { defaultTimeZone, openDatabase, type OpenDatabase } from '@payspool/db';
import { canonicalEvent } from '@payspool/events';
import { applyEvent, rebuild, recordWithoutEffects, refoldAggregate } from '@payspool/projection';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { timesFindings } from '../src/doctor/times.ts';
import { findShifted } from '../src/times/find-shifted.ts';
import { repairEvents, repairOutbox } from '../src/times/repair-rows.ts';
import { runCli } from './run-cli.ts';

/** One purchase a day, with its payment as a separate event: in winter, in the spring night that lacks an hour in Berlin, and in summer. */
const INSTANTS = [
  '2026-01-31T12:00:00.123Z',
  '2026-03-07T23:59:59.999Z',
  '2026-03-29T01:30:00.000Z',
  '2026-03-29T02:30:00.000Z',
  '2026-03-29T02:31:00.000Z',
  '2026-03-29T03:10:00.000Z',
  '2026-07-01T12:00:00.000Z',
  '2026-10-25T00:30:00.000Z',
  '2026-11-01T05:30:00.000Z',
  '2026-12-01T00:00:00.000Z',
];

/** Every time column that Prisma wrote. */
const COLUMNS = {
  events: ['occurred_at', 'received_at', 'signed_at'],
  outbox: ['created_at'],
  orders: ['created_at', 'updated_at'],
  payments: ['occurred_at'],
  changes: ['at'],
} as const;

/** The column with the number of the purchase, `o_7`. */
const NAMES = {
  events: 'event_key',
  outbox: 'event_key',
  orders: 'order_ref',
  payments: 'order_ref',
  changes: 'ref',
} as const;

const merchant = { provider: 'stripe', account: 'default' };

describe.each(['Asia/Kolkata', 'America/New_York', 'Europe/Berlin'])(
  'times that were stored in %s',
  (zone) => {
    let database: TestDatabase;
    let open: OpenDatabase;
    const sql = (text: string) => open.prisma.$executeRawUnsafe(text);
    const timesCheck = async () =>
      timesFindings(await findShifted(open.prisma), await defaultTimeZone(database.url))
        .map(({ status, found, remedy = '' }) => `${status}: ${found} → ${remedy}`)
        .join('\n');
    const repair = async (apply: boolean, named: string = zone) => ({
      outbox: await repairOutbox(open.prisma, named, { apply }),
      events: await repairEvents(open.prisma, named, { apply }),
    });

    beforeAll(async () => {
      database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
      open = openDatabase({ url: database.url, poolSize: 2 });
      for (const [index, at] of INSTANTS.entries()) await deliver(index, at);
      // Sets the times as if each event had been applied when it arrived.
      await sql("UPDATE events SET applied_at = received_at + interval '2 s' WHERE applied_at IS NOT NULL");
      await sql(`
      UPDATE outbox SET created_at = events.applied_at + interval '5 ms', dispatched_at = events.applied_at + interval '1 s'
      FROM events WHERE events.event_key = outbox.event_key`);
      await sql(`ALTER DATABASE ${database.name} SET TimeZone = '${zone}'`);
    });
    afterAll(async () => {
      await open.close();
      await database.drop();
    });

    async function deliver(index: number, at: string) {
      const occurredAt = new Date(at);
      const times = {
        receivedAt: new Date(occurredAt.getTime() + 700),
        signedAt: new Date(occurredAt.getTime() + 300),
      };
      const rest = { ...merchant, occurredAt, ...times, rawBody: Buffer.from('{}'), headers: {} };
      const refs = { orderRef: `o_${index}`, paymentRef: `p_${index}` };
      const amount = { amountMinor: 1000n, currency: 'EUR', exponent: 2 };
      const events = [
        canonicalEvent({ type: 'order.created', occurredAt: at, orderRef: refs.orderRef, amount }),
        canonicalEvent({ type: 'payment.succeeded', occurredAt: at, ...refs, amount }),
      ];
      await applyEvent(
        open.prisma,
        { ...rest, eventKey: `paid_${index}`, type: 'x' },
        { status: 'applied', events },
      );
      for (const status of ['failed', 'ignored'] as const)
        await recordWithoutEffects(
          open.prisma,
          { ...rest, eventKey: `${status}_${index}`, type: 'x' },
          { status, error: 'no' },
        );
    }

    /** All times in the tables, in UTC. */
    async function stored() {
      const found: Record<string, unknown[]> = {};
      for (const [table, columns] of Object.entries(COLUMNS))
        found[table] = await open.prisma.$queryRawUnsafe<unknown[]>(
          `SELECT to_jsonb(t) AS row FROM (SELECT ${columns.join(', ')} FROM ${table}) AS t ORDER BY 1`,
        );
      return found;
    }

    /** Does what an old release did: it wrote the digits of UTC without an offset, in a session of the database's zone. */
    async function writeAsBefore(upgraded: string) {
      await open.prisma.$transaction(async (old) => {
        await old.$executeRawUnsafe(`SET LOCAL TimeZone = '${zone}'`);
        for (const [table, columns] of Object.entries(COLUMNS)) {
          const shifts = columns.map(
            (column) =>
              `${column} = to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')::timestamptz`,
          );
          const named = NAMES[table as keyof typeof COLUMNS];
          await old.$executeRawUnsafe(
            `UPDATE ${table} SET ${shifts.join(', ')} WHERE split_part(${named}, '_', 2)::int < ${upgraded}`,
          );
        }
      });
    }

    it('none are found if all are right', async () => {
      expect(await timesCheck()).toBe(
        `ok: the stored times of 10 events match their content; the database's time zone is ${zone}, but Payspool's sessions use UTC → `,
      );
      expect(await repair(true)).toMatchObject({
        events: { rows: 30, shifted: 0 },
        outbox: { rows: 20, shifted: 0 },
      });
    });

    it.each([
      ['all of them', '10', 30],
      ['those before an upgrade', '3', 9],
    ])('%s are found, corrected to the millisecond, and then no longer found', async (_, upgraded, most) => {
      const right = await stored();
      await writeAsBefore(upgraded);
      const wrong = await stored();
      expect(wrong).not.toEqual(right);
      expect(await timesCheck()).toMatch(
        new RegExp(
          `^warning: ${upgraded} of 10 events are stored 0\\d:\\d0 too (early|late).*; rows of ${upgraded} purchases .* → run \`payspool repair-times --zone ${zone} --apply\`, then \`payspool rebuild --apply`,
        ),
      );

      const expected = {
        events: { rows: 30, shifted: most, unknown: 0, ofAnotherZone: 0 },
        outbox: { rows: 20, shifted: 2 * Number(upgraded), unknown: 0, ofAnotherZone: 0 },
      };
      expect(await repair(false)).toEqual(expected);
      expect(await stored()).toEqual(wrong);
      expect(await repair(true)).toEqual(expected);
      expect(await timesCheck()).toMatch(
        /^warning: rows of \d+ purchases .* → run `payspool rebuild --apply/,
      );
      await rederive();
      expect(await stored()).toEqual(right);
      expect((await repair(false)).events.shifted).toBe(0);
      expect(await timesCheck()).toMatch(/^ok: /);
    });

    it('of another zone are not changed, and are reported', async () => {
      const right = await stored();
      await writeAsBefore('10');
      const wrong = await stored();
      expect((await repair(true, 'Asia/Tokyo')).events).toEqual({
        rows: 30,
        shifted: 0,
        unknown: 20,
        ofAnotherZone: 10,
      });
      expect((await stored())['events']).toEqual(wrong['events']);
      await repair(true);
      await rederive();
      expect(await stored()).toEqual(right);
    });

    /** Does the same as `payspool rebuild --apply`. */
    async function rederive() {
      const differing: bigint[] = [];
      await rebuild(open.prisma, { onDifference: ({ aggregateId }) => differing.push(aggregateId) });
      for (const id of differing) await refoldAggregate(open.prisma, id);
    }
  },
);

it('the command finds wrong times in the zone of the database, exits with 3 until they are corrected, and refuses an unknown zone', async () => {
  const database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  const { prisma, close } = openDatabase({ url: database.url, poolSize: 1 });
  await prisma.$executeRawUnsafe(`ALTER DATABASE ${database.name} SET TimeZone = 'Asia/Kolkata'`);
  await prisma.$executeRaw`
    INSERT INTO events (provider, account, event_key, type, status, occurred_at, received_at, applied_at, canonical, headers)
    VALUES ('stripe', 'default', 'evt_1', 'x', 'applied', '2026-01-31T06:30:00Z', '2026-01-31T06:30:01Z', '2026-01-31T12:00:02Z',
      '[{"occurredAt": "2026-01-31T12:00:00.000Z"}]', '{}')`;
  const cli = (...args: string[]) =>
    runCli(['repair-times', ...args], { env: { DATABASE_URL: database.url } });
  try {
    const unknownZone = await cli('--zone', 'Atlantis/Central');
    expect([unknownZone.status, unknownZone.stderr]).toEqual([
      2,
      'error: Postgres does not know the time zone "Atlantis/Central": expected a name like Asia/Kolkata\n',
    ]);
    const found = await cli('--json');
    expect([found.status, JSON.parse(found.stdout)]).toMatchObject([
      3,
      { zone: 'Asia/Kolkata', applied: false, events: { rows: 1, shifted: 1 } },
    ]);
    const repaired = await cli('--apply');
    expect([repaired.status, repaired.stdout.split('\n')]).toEqual([
      0,
      [
        '1 of 1 events were stored as times of Asia/Kolkata, repaired',
        '0 of 0 transitions were stored as times of Asia/Kolkata',
        'now run `payspool rebuild --apply`',
        '',
      ],
    ]);
    expect(await prisma.event.findFirst({ select: { occurredAt: true, receivedAt: true } })).toEqual({
      occurredAt: new Date('2026-01-31T12:00:00Z'),
      receivedAt: new Date('2026-01-31T12:00:01Z'),
    });
  } finally {
    await close();
    await database.drop();
  }
});
