import { afterEach, describe, expect, it } from 'vitest';
import { ApiRefusedError, UnavailableError } from '../../contract/index.ts';
import { paymentkit as provider } from '../index.ts';
import { startPaymentKit } from '../simulator/api-under-test.ts';
import { simulator } from '../simulator/index.ts';
import { objects } from './objects.ts';

const NOW = new Date('2026-03-02T12:00:00.000Z');
const running: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});
const start = async (options: Partial<Parameters<typeof startPaymentKit>[0]> = {}) => {
  const paymentkit = await startPaymentKit({ now: () => NOW, ...options });
  running.push(paymentkit);
  return paymentkit;
};

describe('the objects about a row', () => {
  it.each([
    ['order', 'cs_1', ['checkout_session']],
    ['order', 'in_1', ['invoice']],
    ['order', 'pi_1', ['payment_intent']],
    ['order', 'other_1', []],
    ['payment', 'pi_1', ['payment_intent']],
    ['payment', 'cs_1', ['checkout_session']],
    ['refund', 're_1', ['refund']],
    ['subscription', 'sub_1', ['subscription', 'subscription_invoices']],
    ['subscription', '../customers', []],
    ['dispute', 'dp_1', []],
  ] as const)('%s %s: %j', (kind, ref, kinds) => {
    expect(objects.about({ kind, ref })).toEqual(kinds.map((about) => ({ kind: about, id: ref })));
  });
});

describe('an object', () => {
  it.each([
    ['checkout_session', '/api/checkout-sessions/x_1', 'livemode=false'],
    ['invoice', '/api/invoices/x_1', 'livemode=false'],
    ['payment_intent', '/api/payment-intents/x_1', 'livemode=false'],
    ['refund', '/api/refunds/x_1', 'livemode=false'],
    ['subscription', '/api/subscriptions/x_1', 'livemode=false'],
    [
      'subscription_invoices',
      '/api/invoices',
      'livemode=false&subscription_id=x_1&page=1&pageSize=10&order=updated_at%3ADESC',
    ],
  ])('%s is read from %s?%s', async (kind, path, query) => {
    const { api, accessWith, calls } = await start();
    await objects.get({ kind, id: 'x_1' }, accessWith());
    expect(api.asked.map((request) => [request.method, request.path, request.query.toString()])).toEqual([
      ['GET', path, query],
    ]);
    expect(api.asked[0]?.headers['authorization']).toBe('Bearer access_key_of_the_fake');
    expect(calls()).toBe(1);
  });

  it('is recorded byte for byte', async () => {
    const body = '{ "id" : "re_1" }\n';
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body }) } });
    expect(await objects.get({ kind: 'refund', id: 're_1' }, accessWith())).toEqual({
      kind: 'refund',
      id: 're_1',
      body: Buffer.from(
        `{"observed":{"kind":"refund","id":"re_1","askedAt":"2026-03-02T12:00:00.000Z"},"answer":${body}}`,
      ),
    });
  });

  it('that does not exist, or was deleted, is gone', async () => {
    const { api, accessWith } = await start();
    api.put('invoices', { id: 'in_1', updated_at: '2026-03-02T09:00:00.000Z' });
    expect(await objects.get({ kind: 'invoice', id: 'in_1' }, accessWith())).toMatchObject({ id: 'in_1' });
    api.remove('invoices', 'in_1');
    expect(await objects.get({ kind: 'invoice', id: 'in_1' }, accessWith())).toBe('gone');
  });

  it('is not asked for without an access key, beyond the budget, or by an id that is none', async () => {
    const { api, accessWith } = await start();
    const asked = { kind: 'refund', id: 're_1' };
    const without = accessWith({ accessKey: undefined, apiUrl: undefined });
    await expect(objects.get(asked, without)).rejects.toBeInstanceOf(ApiRefusedError);
    const takeCall = () => Promise.reject(new UnavailableError('no calls left'));
    await expect(objects.get(asked, accessWith({}, { takeCall }))).rejects.toThrow('no calls left');
    for (const given of [
      { kind: 'refund', id: '../customers' },
      { kind: 'customer', id: 'cus_1' },
    ])
      await expect(objects.get(given, accessWith())).rejects.toBeInstanceOf(ApiRefusedError);
    expect(api.asked).toEqual([]);
  });

  it.each([
    [403, ApiRefusedError],
    [500, UnavailableError],
    [302, UnavailableError],
  ])('with the answer %i is an error that does not contain the key', async (status, kind) => {
    const { accessWith } = await start({ faults: { at: () => ({ status, body: '{}' }) } });
    const error: unknown = await objects
      .get({ kind: 'refund', id: 're_1' }, accessWith())
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).not.toContain('access_key_of_the_fake');
  });
});

it('reading is off without an access key, and both settings are needed', () => {
  const { settings, reads } = provider;
  expect(reads?.isConfigured(settings.parse({}))).toBe(false);
  const both = { apiUrl: 'https://shop.example.com/payment', accessKey: 'blocklet_key_0123456789' };
  expect(reads?.isConfigured(settings.parse(both))).toBe(true);
  expect(settings.safeParse({ apiUrl: both.apiUrl }).error?.issues).toMatchObject([{ path: ['accessKey'] }]);
  expect(settings.safeParse({ accessKey: both.accessKey }).error?.issues).toMatchObject([
    { path: ['apiUrl'] },
  ]);
});

it('the fake API shows the objects of a scenario, each in its state of that time', async () => {
  const startsAt = new Date('2026-03-02T09:00:00.000Z');
  const { api, accessWith } = await start({ now: () => new Date(startsAt.getTime() + 620_000) });
  api.withDeliveries(simulator.scenarios.refund?.({ uid: 'a1', startsAt }).deliveries ?? []);
  const meaningOf = async (kind: string, id: string) => {
    const observation = await objects.get({ kind, id }, accessWith());
    if (observation === 'gone') throw new Error('gone');
    return objects.normalise({ body: observation.body, headers: {} }, accessWith().settings);
  };
  expect(await meaningOf('refund', 're_a1')).toMatchObject({ events: [{ type: 'refund.pending' }] });
  expect(await meaningOf('invoice', 'in_a1')).toMatchObject({ events: [{ type: 'order.completed' }, {}] });
});
