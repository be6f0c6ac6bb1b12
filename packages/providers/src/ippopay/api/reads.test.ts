import { afterEach, describe, expect, it } from 'vitest';
import {
  type ApiAccess,
  ApiRefusedError,
  observationKey,
  ThrottledError,
  UnavailableError,
} from '../../contract/index.ts';
import { outboundFetch } from '../../io/outbound-fetch.ts';
import { startApiServer } from '../../simulator/api-server.ts';
import type { FakeRequest, FakeResponse } from '../../simulator/fake-api.ts';
import { ippopay } from '../index.ts';
import { normalise } from '../normalise.ts';
import type { IppopaySettings } from '../settings.ts';
import { simulator } from '../simulator/index.ts';
import { simulatedAnswer, simulatedOrderId } from '../simulator/simulated-api.ts';
import { reads } from './reads.ts';

const NOW = new Date('2026-03-02T12:00:00.000Z');
const ORDER = { uid: 'abc123def456', amountMinor: 10_050, startsAt: new Date('2026-03-02T09:00:00.000Z') };
const paid = simulatedOrderId({ ...ORDER, outcome: 'paid' });
const { objects } = reads;
if (!objects) throw new Error('IppoPay has no objects');

const running: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});

/** The simulated test API, or one with another answer. */
async function start(answer?: FakeResponse) {
  const asked: FakeRequest[] = [];
  const server = await startApiServer({
    answer: (request) => {
      asked.push(request);
      return answer ?? simulator.api?.answer(request.path, asked.length) ?? { status: 404, body: '{}' };
    },
  });
  running.push(server);
  const access: ApiAccess<IppopaySettings> = {
    settings: ippopay.settings.parse({
      pathToken: 'long_enough',
      publicKey: 'pk_test_1',
      secretKey: 'sk_test_1',
      apiUrl: server.url,
    }),
    mode: 'test',
    io: { fetch: outboundFetch, now: () => NOW },
    takeCall: async () => {},
  };
  return { asked, access };
}

const read = async (orderId: string) => {
  const { access } = await start();
  const observation = await objects.get({ kind: 'order', id: orderId }, access);
  if (observation === 'gone') throw new Error('gone');
  return {
    observation,
    meaning: objects.normalise({ body: observation.body, headers: {} }, access.settings),
  };
};

describe('an order that is read without a hint', () => {
  it('is recorded byte for byte', async () => {
    const { observation } = await read(paid);
    expect(observation).toMatchObject({ kind: 'order', id: paid });
    const text = observation.body.toString();
    expect(text).toMatch(
      new RegExp(`^{"observed":{"kind":"order","id":"${paid}","askedAt":"[^"]{24}"},"answer":`),
    );
    expect(text.endsWith(`,"answer":${simulatedAnswer(paid, 1).body}}`)).toBe(true);
  });

  it('means what a confirmed answer means, before all other events of its time', async () => {
    const { meaning } = await read(paid);
    const confirmed = normalise({
      body: Buffer.from(`{"order_id":"${paid}","answer":${simulatedAnswer(paid, 1).body}}`),
    });
    if (meaning.outcome !== 'events' || confirmed.outcome !== 'events') throw new Error('no events');
    expect(meaning.events).toEqual([
      {
        type: 'payment.succeeded',
        occurredAt: '2026-03-02T09:00:30.000Z',
        isObserved: true,
        rank: -95,
        paymentRef: 'trans_abc123def456_1',
        orderRef: paid,
        amount: { amountMinor: 10_050n, currency: 'INR', exponent: 2 },
        providerStatus: 'success',
        settlesOrder: true,
      },
    ]);
    const [{ isObserved: _observed, rank: _rank, ...facts } = {}] = meaning.events;
    expect(confirmed.events).toMatchObject([facts]);
  });

  it('has every transaction', async () => {
    const { meaning } = await read(simulatedOrderId({ ...ORDER, outcome: 'failedthenpaid' }));
    expect(meaning).toMatchObject({ events: [{ type: 'payment.failed' }, { type: 'payment.succeeded' }] });
  });

  it('has the same key when it is read again, and another one after a refund', async () => {
    const keyOf = async (orderId: string) => {
      const { observation, meaning } = await read(orderId);
      return observationKey(
        { kind: 'order', id: 'order_1' },
        meaning.outcome === 'events'
          ? meaning.events.map((event) => ({ ...event, orderRef: 'order_1' }))
          : [],
        (JSON.parse(observation.body.toString()) as { observed: { askedAt: string } }).observed.askedAt,
      );
    };
    const key = await keyOf(paid);
    expect(key).toMatch(/^order:order_1:[0-9a-f]{32}$/);
    expect(await keyOf(paid)).toBe(key);
    expect(await keyOf(simulatedOrderId({ ...ORDER, outcome: 'refunded' }))).not.toBe(key);
  });

  it('without a transaction changes nothing', async () => {
    const { access } = await start({ status: 200, body: '{"success":false,"data":null}' });
    const observation = await objects.get({ kind: 'order', id: 'order_1' }, access);
    if (observation === 'gone') throw new Error('gone');
    expect(objects.normalise({ body: observation.body, headers: {} }, access.settings)).toMatchObject({
      outcome: 'ignored',
      reason: 'no transaction yet',
    });
  });

  it('that cannot be read names the field', async () => {
    const { access } = await start({ status: 200, body: '{"data":{"transaction":{"trans_id":1}}}' });
    const observation = await objects.get({ kind: 'order', id: 'order_1' }, access);
    if (observation === 'gone') throw new Error('gone');
    expect(() => objects.normalise({ body: observation.body, headers: {} }, access.settings)).toThrow(
      /answer\.data\.transaction\.0\.trans_id/,
    );
  });

  it('that does not exist is gone', async () => {
    const { access } = await start();
    expect(await objects.get({ kind: 'order', id: 'order_1' }, access)).toBe('gone');
  });

  it.each([
    [401, '{}', ApiRefusedError],
    [429, '{}', ThrottledError],
    [500, '', UnavailableError],
    [200, '<html>maintenance</html>', UnavailableError],
  ])('with the answer %i %s is an error that does not contain the keys', async (status, body, kind) => {
    const { access } = await start({ status, body });
    const error: unknown = await objects
      .get({ kind: 'order', id: 'order_1' }, access)
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).not.toMatch(/pk_test|sk_test/);
  });

  it('is not asked for by an id that is none', async () => {
    const { asked, access } = await start();
    for (const given of [
      { kind: 'order', id: '../payout' },
      { kind: 'payment', id: 'trans_1' },
    ])
      await expect(objects.get(given, access)).rejects.toBeInstanceOf(ApiRefusedError);
    expect(asked).toEqual([]);
  });
});

it.each([
  ['order', 'order_G@nzg3qBq', [{ kind: 'order', id: 'order_G@nzg3qBq' }]],
  ['order', '../payout', []],
  ['payment', 'trans_1', []],
  ['refund', 'order_1', []],
] as const)('about the %s %s: %j', (kind, ref, about) => {
  expect(objects.about({ kind, ref })).toEqual(about);
  expect(objects.listed).toEqual([]);
});

it.each([
  ['pk_live_1', 'live'],
  ['pk_test_1', 'test'],
  ['pk_1', 'test'],
])('the key %s reads in %s mode', (publicKey, mode) => {
  const settings = ippopay.settings.parse({
    pathToken: 'long_enough',
    publicKey,
    secretKey: 'sk_1_0123456789',
  });
  expect(reads.modeOf?.(settings)).toBe(mode);
  expect(reads.isConfigured(settings)).toBe(true);
});
