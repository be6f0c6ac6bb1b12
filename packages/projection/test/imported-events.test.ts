import { expect, it } from 'vitest';
import { applyEvent, type EventRecord, type RecordedEvent } from '../src/index.ts';
import { eur, eventAt } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { transitionsIn } from './publish/published-in-postgres.ts';
import { record } from './record.ts';

const database = useDatabase();

const apply = (account: string, { eventKey, event }: RecordedEvent, how: Partial<EventRecord> = {}) =>
  applyEvent(
    database.db,
    record({ account, eventKey, type: event.type, occurredAt: new Date(event.occurredAt), ...how }),
    { status: 'applied', events: [event] },
  );
const importOne = (account: string, event: RecordedEvent) =>
  apply(account, event, { isImported: true, source: 'observed' });

const paid = (key: string, time: number, ref = '1') =>
  eventAt(key, time, {
    type: 'payment.succeeded',
    paymentRef: `p_${ref}`,
    orderRef: `o_${ref}`,
    amount: eur(500n),
    settlesOrder: true,
  });
const refunded = (key: string, time: number, ref = '1') =>
  eventAt(key, time, {
    type: 'refund.succeeded',
    refundRef: `r_${ref}`,
    paymentRef: `p_${ref}`,
    amount: eur(500n),
  });
const order = (account: string) =>
  database.db.order.findFirstOrThrow({ where: { account }, select: { status: true, access: true } });

it('publishes nothing of an imported purchase, and of its first later event only what is new', async () => {
  await importOne('imported', paid('a', 1));
  expect(await order('imported')).toEqual({ status: 'paid', access: 'granted' });
  expect(await transitionsIn(database.db, 'imported')).toEqual([]);

  await apply('imported', refunded('b', 2));
  expect(await order('imported')).toEqual({ status: 'refunded', access: 'revoked' });
  expect(await transitionsIn(database.db, 'imported')).toEqual(['order.refunded o_1 1']);
});

it('publishes nothing of an import in any order of its events, also if the order changes its name', async () => {
  const named = eventAt('c', 3, { type: 'payment.linked', paymentRef: 'p_1', orderRef: 'o_2' });
  for (const [place, events] of [
    [paid('a', 1), refunded('b', 2), named],
    [refunded('b', 2), named, paid('a', 1)],
    [named, paid('a', 1), refunded('b', 2)],
  ].entries()) {
    const account = `any-order-${place}`;
    for (const event of events) await importOne(account, event);
    expect(await order(account)).toEqual({ status: 'refunded', access: 'revoked' });
    expect(await transitionsIn(database.db, account)).toEqual([]);
  }
});

it('keeps the news of a purchase that was published before, for its next event', async () => {
  await apply('live', paid('a', 1));
  await importOne('live', refunded('b', 2));
  expect(await order('live')).toEqual({ status: 'refunded', access: 'revoked' });
  expect(await transitionsIn(database.db, 'live')).toEqual(['payment.succeeded p_1 1', 'order.paid o_1 1']);

  await apply(
    'live',
    eventAt('c', 3, { type: 'order.completed', orderRef: 'o_1', paymentRef: 'p_1', merchantRef: 'A-1' }),
  );
  expect(await transitionsIn(database.db, 'live')).toEqual([
    'payment.succeeded p_1 1',
    'order.paid o_1 1',
    'order.refunded o_1 1',
  ]);
});

it('publishes what is new if the live event comes first and the import completes it later', async () => {
  await apply('backwards', refunded('b', 2));
  const before = await transitionsIn(database.db, 'backwards');
  await importOne('backwards', paid('a', 1));
  expect(await order('backwards')).toEqual({ status: 'refunded', access: 'revoked' });
  expect(await transitionsIn(database.db, 'backwards')).toEqual(before);
});
