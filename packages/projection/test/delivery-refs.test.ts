import { expect, it } from 'vitest';
import { applyEvent, DeliveryRefReusedError } from '../src/index.ts';
import { eur, eventAt } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { record } from './record.ts';
import { countInternals, readRows } from './tables.ts';

const database = useDatabase();

const deliver = (
  eventKey: string,
  { account, body }: { readonly account: string; readonly body: string },
) => {
  const { event } = eventAt(eventKey, 1, { type: 'order.created', orderRef: eventKey, amount: eur(100n) });
  const delivery = record({
    account,
    eventKey,
    deliveryRef: 'delivery-1',
    rawBody: Buffer.from(body),
  });
  return applyEvent(database.db, delivery, { status: 'applied', events: [event] });
};

it('one delivery id binds one body: a second one is refused, and nothing of it is written', async () => {
  const account = 'second-body';
  await deliver('evt_1', { account, body: 'genuine' });
  await expect(deliver('evt_2', { account, body: 'forged' })).rejects.toBeInstanceOf(DeliveryRefReusedError);
  expect(await countInternals(database.db, { provider: 'stripe', account })).toMatchObject({
    events: 1,
    aggregates: 1,
    aliases: 1,
  });
  expect((await readRows(database.db, { provider: 'stripe', account })).orders).toMatchObject([
    { orderRef: 'evt_1' },
  ]);
});

it('the same body under the same id is a duplicate', async () => {
  const account = 'same-body';
  expect(await deliver('evt_1', { account, body: 'genuine' })).toBe('recorded');
  expect(await deliver('evt_1', { account, body: 'genuine' })).toBe('duplicate');
});

it('of two bodies that race under one id exactly one is applied', async () => {
  const account = 'race';
  const outcomes = await Promise.allSettled(
    ['a', 'b', 'c', 'd'].map((body) => deliver(`evt_${body}`, { account, body })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DeliveryRefReusedError);
  }
  expect(await countInternals(database.db, { provider: 'stripe', account })).toMatchObject({
    events: 1,
    aggregates: 1,
  });
});

it('binds nothing at another account', async () => {
  await deliver('evt_1', { account: 'here', body: 'one' });
  expect(await deliver('evt_1', { account: 'there', body: 'two' })).toBe('recorded');
});
