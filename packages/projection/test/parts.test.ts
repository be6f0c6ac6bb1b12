import { canonicalEvent } from '@payspool/events';
import { expect, it } from 'vitest';
import { applyEvent, countBodies, eraseBodies, knownParts, recordWithoutEffects } from '../src/index.ts';
import { useDatabase } from './projection-under-test.ts';
import { record } from './record.ts';

const database = useDatabase({ poolSize: 3 });
const occurredAt = '2026-01-31T12:00:00.000Z';

const part = (account: string, key: string, deliveryKey = 'evt_1') =>
  record({ account, eventKey: `${deliveryKey}#${key}`, partOf: deliveryKey, rawBody: null });
const payment = (paymentRef: string, customerRef?: string) =>
  canonicalEvent({
    type: 'payment.succeeded',
    occurredAt,
    paymentRef,
    orderRef: `o_${paymentRef}`,
    customerRef,
  });
const split = (account: string, eventKey = 'evt_1') =>
  recordWithoutEffects(database.db, record({ account, eventKey, rawBody: Buffer.from('[]') }), {
    status: 'split',
  });

it('a delivery of several parts is neither applied nor failed again once it is recorded', async () => {
  const account = 'once';
  expect(await split(account)).toBe('recorded');
  expect(await split(account)).toBe('duplicate');
  const whole = record({ account, rawBody: Buffer.from('[]') });
  expect(await applyEvent(database.db, whole, { status: 'applied', events: [payment('p_1')] })).toBe(
    'duplicate',
  );
  expect(await recordWithoutEffects(database.db, whole, { status: 'failed', error: 'late' })).toBe(
    'duplicate',
  );
  expect(await database.db.event.findMany({ where: { account } })).toMatchObject([
    { status: 'split', error: null, canonical: [], appliedAt: null },
  ]);
});

it('what an earlier attempt recorded of a delivery is known by the keys of its parts', async () => {
  const account = 'known';
  expect(await knownParts(database.db, record({ account }), ['evt_1#a'])).toEqual({
    delivery: undefined,
    parts: new Map(),
    hasOwn: false,
  });
  await applyEvent(database.db, part(account, 'a'), { status: 'applied', events: [payment('p_2')] });
  await recordWithoutEffects(database.db, part(account, 'b'), { status: 'failed', error: 'no' });
  await applyEvent(database.db, part(account, 'c', 'evt_2'), { status: 'applied', events: [payment('p_3')] });
  const parts = new Map([
    ['evt_1#a', 'applied'],
    ['evt_1#b', 'failed'],
  ]);
  const keys = ['evt_1#a', 'evt_1#b', 'evt_1#d'];
  const known = (changes: object = {}, partKeys = keys) =>
    knownParts(database.db, record({ account, ...changes }), partKeys);
  expect(await known()).toEqual({ delivery: undefined, parts, hasOwn: true });
  await split(account);
  expect(await known()).toEqual({
    delivery: 'split',
    parts: new Map([...parts, ['evt_1', 'split']]),
    hasOwn: true,
  });
  expect(await known({ account: 'elsewhere' })).toEqual({
    delivery: undefined,
    parts: new Map(),
    hasOwn: false,
  });
  // A part with a key of its own may have come with another delivery.
  expect(await known({ eventKey: 'evt_3' }, ['evt_2#c', 'evt_1#b', 'evt_3#d'])).toEqual({
    delivery: undefined,
    parts: new Map([
      ['evt_2#c', 'applied'],
      ['evt_1#b', 'failed'],
    ]),
    hasOwn: false,
  });
});

it("a customer's bodies are also those of deliveries of which a part is about the customer's purchase", async () => {
  const account = 'erased';
  await applyEvent(database.db, record({ account, eventKey: 'named', rawBody: Buffer.from('cus_1') }), {
    status: 'applied',
    events: [payment('p_4', 'cus_1')],
  });
  // Of the same purchase, without a word of the customer.
  await applyEvent(database.db, part(account, 'a'), { status: 'applied', events: [payment('p_4')] });
  await split(account);
  await applyEvent(database.db, part(account, 'b', 'evt_2'), { status: 'applied', events: [payment('p_5')] });
  await split(account, 'evt_2');
  expect(await countBodies(database.db, { account, customerRefs: ['cus_1'] })).toBe(2);
  expect(await eraseBodies(database.db, { account, customerRefs: ['cus_1'] })).toBe(2);
  const kept = await database.db.event.findMany({ where: { account, rawBody: { not: null } } });
  expect(kept.map(({ eventKey }) => eventKey)).toEqual(['evt_2']);
});

it("a customer's bodies are also those of other deliveries that contain one of the customer's events again", async () => {
  const account = 'again';
  const own = (eventKey: string, partOf: string) => record({ account, eventKey, partOf, rawBody: null });
  const delivery = (eventKey: string, events: readonly string[]) =>
    recordWithoutEffects(
      database.db,
      record({ account, eventKey, rawBody: Buffer.from(JSON.stringify({ events })) }),
      { status: 'split' },
    );
  await applyEvent(database.db, own('EV1', 'WB1'), {
    status: 'applied',
    events: [payment('p_6', 'cus_2')],
  });
  await delivery('WB1', ['EV1']);
  await applyEvent(database.db, own('EV2', 'WB2'), { status: 'applied', events: [payment('p_7')] });
  await delivery('WB2', ['EV1', 'EV2']);
  await applyEvent(database.db, own('EV12', 'WB3'), { status: 'applied', events: [payment('p_8')] });
  await delivery('WB3', ['EV12']);
  expect(await eraseBodies(database.db, { account, customerRefs: ['cus_2'] })).toBe(2);
  const kept = await database.db.event.findMany({ where: { account, rawBody: { not: null } } });
  expect(kept.map(({ eventKey }) => eventKey)).toEqual(['WB3']);
});
