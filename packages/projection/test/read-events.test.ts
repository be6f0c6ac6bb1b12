import { expect, it } from 'vitest';
import {
  applyEvent,
  concernErasedCustomer,
  DEFAULT_SETTINGS,
  eraseBodies,
  type EventRecord,
  preferDelivered,
  type RecordedEvent,
} from '../src/index.ts';
import { eur, eventAt } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { transitionsIn } from './publish/published-in-postgres.ts';
import { record } from './record.ts';

const database = useDatabase();

const paid = (orderRef?: string) =>
  eventAt('evt_1', 1, {
    type: 'payment.succeeded',
    paymentRef: 'p_1',
    ...(orderRef === undefined ? {} : { orderRef }),
    customerRef: 'cus_1',
    amount: eur(500n),
    settlesOrder: true,
  });
const result = ({ event }: RecordedEvent) => ({ status: 'applied' as const, events: [event] });
const fetched = (account: string): EventRecord =>
  record({ account, source: 'refetched', rawBody: Buffer.from('{"from":"the list"}') });
const delivered = (account: string): EventRecord =>
  record({
    account,
    rawBody: Buffer.from('{"from":"the delivery"}'),
    headers: { 'stripe-signature': 't=1' },
    signedAt: new Date('2026-01-31T12:00:04.000Z'),
  });
const stored = (account: string) =>
  database.db.event.findFirstOrThrow({
    where: { account },
    select: { source: true, rawBody: true, headers: true, signedAt: true },
  });
const prefer = (account: string, event: RecordedEvent) =>
  preferDelivered(database.db, { record: delivered(account), result: result(event) }, DEFAULT_SETTINGS);

it('replaces the body of an event that was read from a list by its signed delivery', async () => {
  await applyEvent(database.db, fetched('same'), result(paid('o_1')));
  expect(await applyEvent(database.db, delivered('same'), result(paid('o_1')))).toBe('duplicate');
  expect(await prefer('same', paid('o_1'))).toBe(true);
  expect(await stored('same')).toEqual({
    source: 'delivery',
    rawBody: new Uint8Array(Buffer.from('{"from":"the delivery"}')),
    headers: { 'stripe-signature': 't=1' },
    signedAt: new Date('2026-01-31T12:00:04.000Z'),
  });
  expect(await prefer('same', paid('o_1'))).toBe(false);
  expect(await transitionsIn(database.db, 'same')).toEqual(['payment.succeeded p_1 1', 'order.paid o_1 1']);
});

it('gives the event the meaning of its delivery, and publishes what follows', async () => {
  // In the version of the list nothing says that the payment is an order.
  await applyEvent(database.db, fetched('other'), result(paid()));
  expect(await database.db.order.count({ where: { account: 'other' } })).toBe(0);
  expect(await prefer('other', paid('o_1'))).toBe(true);
  expect(await database.db.order.findFirst({ where: { account: 'other' } })).toMatchObject({
    orderRef: 'o_1',
    status: 'paid',
  });
  expect(await transitionsIn(database.db, 'other')).toEqual(['payment.succeeded p_1 1', 'order.paid o_1 1']);
});

it('leaves an event alone that was delivered, or that was never read', async () => {
  await applyEvent(database.db, delivered('signed'), result(paid('o_1')));
  expect(await prefer('signed', paid('o_1'))).toBe(false);
  expect(await prefer('nowhere', paid('o_1'))).toBe(false);
});

it('stores no body again after it was erased', async () => {
  await applyEvent(database.db, fetched('erased'), result(paid('o_1')));
  await eraseBodies(database.db, { provider: 'stripe', account: 'erased', customerRefs: ['cus_1'] });
  expect(await prefer('erased', paid('o_1'))).toBe(true);
  expect(await stored('erased')).toMatchObject({ source: 'delivery', rawBody: null, headers: {} });
});

it('knows an erased customer by name, and by a purchase of that customer', async () => {
  const account = 'customers';
  const concerns = (facts: Parameters<typeof eventAt>[2], of = account) =>
    concernErasedCustomer(database.db, { provider: 'stripe', account: of }, [eventAt('e', 9, facts).event]);
  const refund = { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(1n) } as const;
  const named = { type: 'order.created', orderRef: 'o_9', customerRef: 'cus_1' } as const;
  await applyEvent(database.db, delivered(account), result(paid('o_1')));
  expect([await concerns(named), await concerns(refund)]).toEqual([false, false]);

  await eraseBodies(database.db, { customerRefs: ['cus_1'] });
  expect([await concerns(named), await concerns(refund)]).toEqual([true, true]);
  expect(await concerns({ ...named, customerRef: 'cus_2' })).toBe(false);
  expect(await concerns(named, 'another')).toBe(false);
});
