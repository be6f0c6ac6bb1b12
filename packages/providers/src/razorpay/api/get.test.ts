import { afterEach, describe, expect, it } from 'vitest';
import {
  ApiRefusedError,
  observationKey,
  observedState,
  ThrottledError,
  UnavailableError,
} from '../../contract/index.ts';
import { razorpay as provider } from '../index.ts';
import { startRazorpay } from '../simulator/api-under-test.ts';
import { objects } from './objects.ts';

const NOW = new Date('2026-03-02T12:00:00.000Z');
const CREATED = new Date('2026-03-02T09:00:00.000Z').getTime() / 1000;

const running: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close()));
});
const start = async (options: Partial<Parameters<typeof startRazorpay>[0]> = {}) => {
  const razorpay = await startRazorpay({ now: () => NOW, ...options });
  running.push(razorpay);
  return razorpay;
};

describe('the objects about a row', () => {
  it.each([
    ['order', 'order_1', ['order', 'order_payments']],
    ['order', 'pay_1', ['payment', 'payment_refunds']],
    ['order', 'inv_1', ['invoice']],
    ['order', 'plink_1', []],
    ['payment', 'pay_1', ['payment', 'payment_refunds']],
    ['payment', 'order_1', []],
    ['refund', 'rfnd_1', ['refund']],
    ['dispute', 'disp_1', ['dispute']],
    ['subscription', 'sub_1', ['subscription', 'subscription_invoices']],
    ['subscription', 'sub_1/../../orders', []],
    ['payment', 'pay_1?x=1', []],
    ['payment', '', []],
  ] as const)('%s %s: %j', (kind, ref, kinds) => {
    expect(objects.about({ kind, ref })).toEqual(kinds.map((about) => ({ kind: about, id: ref })));
  });
});

describe('an object', () => {
  it.each([
    ['order', 'order_1', '/v1/orders/order_1', ''],
    ['order_payments', 'order_1', '/v1/orders/order_1/payments', ''],
    ['payment', 'pay_1', '/v1/payments/pay_1', ''],
    ['payment_refunds', 'pay_1', '/v1/payments/pay_1/refunds', 'count=100'],
    ['refund', 'rfnd_1', '/v1/refunds/rfnd_1', ''],
    ['dispute', 'disp_1', '/v1/disputes/disp_1', ''],
    ['subscription', 'sub_1', '/v1/subscriptions/sub_1', ''],
    ['subscription_invoices', 'sub_1', '/v1/invoices', 'subscription_id=sub_1&count=10'],
    ['invoice', 'inv_1', '/v1/invoices/inv_1', ''],
  ])('%s %s is read from %s?%s', async (kind, id, path, query) => {
    const { api, accessWith, calls } = await start();
    await objects.get({ kind, id }, accessWith());
    expect(api.asked.map((request) => [request.method, request.path, request.query.toString()])).toEqual([
      ['GET', path, query],
    ]);
    expect(calls()).toBe(1);
  });

  it('is recorded byte for byte', async () => {
    const body = '{ "id" : "pay_1", "amount":100 }\n';
    const { accessWith } = await start({ faults: { at: () => ({ status: 200, body }) } });
    expect(await objects.get({ kind: 'payment', id: 'pay_1' }, accessWith())).toEqual({
      kind: 'payment',
      id: 'pay_1',
      body: Buffer.from(
        `{"observed":{"kind":"payment","id":"pay_1","askedAt":"2026-03-02T12:00:00.000Z"},"answer":${body}}`,
      ),
    });
  });

  it('that does not exist is gone: Razorpay answers 400, and not 404', async () => {
    const { accessWith } = await start();
    expect(await objects.get({ kind: 'payment', id: 'pay_1' }, accessWith())).toBe('gone');
  });

  it('that was deleted is gone', async () => {
    const { api, accessWith } = await start();
    api.put('invoice', { id: 'inv_1', created_at: CREATED });
    expect(await objects.get({ kind: 'invoice', id: 'inv_1' }, accessWith())).toMatchObject({ id: 'inv_1' });
    api.remove('invoice', 'inv_1');
    expect(await objects.get({ kind: 'invoice', id: 'inv_1' }, accessWith())).toBe('gone');
  });

  it('is not gone after another 400', async () => {
    const body = '{"error":{"code":"BAD_REQUEST_ERROR","description":"The api key provided is invalid"}}';
    const { accessWith } = await start({ faults: { at: () => ({ status: 400, body }) } });
    const error: unknown = await objects
      .get({ kind: 'payment', id: 'pay_1' }, accessWith())
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ApiRefusedError);
    expect(error).toMatchObject({ status: 400, code: 'BAD_REQUEST_ERROR' });
  });

  it.each([
    [401, ApiRefusedError],
    [403, ApiRefusedError],
    [429, ThrottledError],
    [500, UnavailableError],
    [503, UnavailableError],
    [302, UnavailableError],
  ])('with the answer %i is an error that does not contain the key', async (status, kind) => {
    const { accessWith } = await start({ faults: { at: () => ({ status, body: '{}' }) } });
    const error: unknown = await objects
      .get({ kind: 'payment', id: 'pay_1' }, accessWith())
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).not.toMatch(/secret_of_the_fake|rzp_test_fake/);
  });

  it('is asked for with the key alone, or for a sub-merchant', async () => {
    const { api, accessWith } = await start();
    api.put('payment', { id: 'pay_1', created_at: CREATED }, { account: 'acc_Sub1' });
    const asked = { kind: 'payment', id: 'pay_1' };
    expect(await objects.get(asked, accessWith())).toBe('gone');
    expect(await objects.get(asked, accessWith({}, { merchant: 'acc_Sub1' }))).toMatchObject({ id: 'pay_1' });
    expect(api.asked.map(({ headers }) => headers['x-razorpay-account'])).toEqual([undefined, 'acc_Sub1']);
    const credentials = Buffer.from('rzp_test_fake:secret_of_the_fake').toString('base64');
    expect(api.asked[0]?.headers['authorization']).toBe(`Basic ${credentials}`);
  });

  it('is not asked for without a key, beyond the budget, or by an id that is none', async () => {
    const { api, accessWith } = await start();
    const asked = { kind: 'payment', id: 'pay_1' };
    await expect(
      objects.get(asked, accessWith({ keyId: undefined, keySecret: undefined })),
    ).rejects.toBeInstanceOf(ApiRefusedError);
    const takeCall = () => Promise.reject(new UnavailableError('no calls left'));
    await expect(objects.get(asked, accessWith({}, { takeCall }))).rejects.toThrow('no calls left');
    for (const id of ['pay_../orders', 'order_1', 'pay_'])
      await expect(objects.get({ kind: 'payment', id }, accessWith())).rejects.toBeInstanceOf(
        ApiRefusedError,
      );
    expect(api.asked).toEqual([]);
  });
});

describe('the key of an observation', () => {
  const settings = provider.settings.parse({});
  const payment = {
    id: 'pay_1',
    amount: 100,
    currency: 'INR',
    status: 'captured',
    fee: 2,
    created_at: CREATED,
  };
  const keyOf = async (entity: object, now: Date) => {
    const { api, accessWith } = await start({ now: () => now });
    api.put('payment', { ...payment, ...entity });
    const observation = await objects.get({ kind: 'payment', id: 'pay_1' }, accessWith());
    if (observation === 'gone') throw new Error('gone');
    const meaning = objects.normalise({ body: observation.body, headers: {} }, settings);
    const events = meaning.outcome === 'events' ? meaning.events : [];
    return observationKey(observation, events, now.toISOString());
  };

  it('names the same state later, with another fee, and another one for another state', async () => {
    const [first, later] = [NOW, new Date('2026-03-03T12:00:00.000Z')];
    const key = await keyOf({}, first);
    expect(key).toMatch(/^payment:pay_1:[0-9a-f]{32}@1772452800$/);
    const again = await keyOf({ fee: 3, acquirer_data: { rrn: '1' } }, later);
    expect(observedState(again)).toBe(observedState(key));
    expect(observedState(await keyOf({ status: 'failed' }, first))).not.toBe(observedState(key));
    expect(await keyOf({ status: 'created' }, later)).toBe(await keyOf({ status: 'created' }, first));
  });
});
