import { describe, expect, it } from 'vitest';
import { ApiRefusedError } from '../../contract/api-access.ts';
import { UnavailableError } from '../../contract/errors.ts';
import { readObservation } from '../../contract/observation.ts';
import type { SubjectRef } from '../../contract/provider-reads.ts';
import type { FakeKind } from '../simulator/fake-store.ts';
import { objects } from './objects.ts';
import { rejection, startPaypal } from './paypal-under-test.ts';

const { about, get } = objects;

describe('an object', () => {
  it.each([
    ['order', 'order', 'order', '/v2/checkout/orders/X1'],
    ['authorization', 'authorization', 'authorization', '/v2/payments/authorizations/X1'],
    ['capture', 'capture', 'capture', '/v2/payments/captures/X1'],
    ['refund', 'refund', 'refund', '/v2/payments/refunds/X1'],
    ['refund', 'refundV1', 'refund', '/v1/payments/refund/X1'],
    ['sale', 'sale', 'sale', '/v1/payments/sale/X1'],
    ['subscription', 'subscription', 'subscription', '/v1/billing/subscriptions/X1'],
    ['subscription', 'agreement', 'subscription', '/v1/payments/billing-agreements/X1'],
    ['dispute', 'dispute', 'dispute', '/v1/customer/disputes/X1'],
    ['payment', 'capture', 'capture', '/v2/payments/captures/X1'],
    ['payment', 'authorization', 'authorization', '/v2/payments/authorizations/X1'],
    ['payment', 'sale', 'sale', '/v1/payments/sale/X1'],
    ['order', 'capture', 'capture', '/v2/payments/captures/X1'],
    ['order', 'sale', 'sale', '/v1/payments/sale/X1'],
  ] as const)(
    'asked for as %s, which is a %s at PayPal, is observed as %s',
    async (kind, held, found, path) => {
      const { api, access } = await startPaypal();
      api.put(held satisfies FakeKind, { id: 'X1', status: 'COMPLETED' });
      const observation = await get({ kind, id: 'X1' }, access);
      expect(observation).toMatchObject({ kind: found, id: 'X1' });
      expect(api.asked.at(-1)?.path).toBe(path);
    },
  );

  it.each(['order', 'payment', 'refund', 'subscription', 'dispute'])(
    'asked for as %s is gone if PayPal has none with that id',
    async (kind) => {
      const { api, access } = await startPaypal();
      api.put('capture', { id: 'X1', status: 'COMPLETED' });
      api.remove('capture', 'X1');
      expect(await get({ kind, id: 'X1' }, access)).toBe('gone');
    },
  );

  it('is gone if a further address refuses the id, and not if the first one does', async () => {
    const refusing = (path: string) => ({
      faults: {
        at: (request: { readonly path: string }) =>
          request.path.includes(path) ? { status: 400, body: '{"name":"INVALID_REQUEST"}' } : undefined,
      },
    });
    const further = await startPaypal(refusing('billing-agreements'));
    expect(await get({ kind: 'subscription', id: 'I-1' }, further.access)).toBe('gone');
    const first = await startPaypal(refusing('billing/subscriptions'));
    expect(await rejection(get({ kind: 'subscription', id: 'I-1' }, first.access))).toMatchObject({
      status: 400,
    });
  });

  it('is recorded with the bytes of the answer', async () => {
    const answer = '{ "id":"X1","status":"COMPLETED",\t"n": 1.0, "big":12345678901234567890 }';
    const { access } = await startPaypal({
      faults: { at: ({ path }) => (path.includes('captures') ? { status: 200, body: answer } : undefined) },
    });
    const observation = await get({ kind: 'capture', id: 'X1' }, access);
    expect(observation === 'gone' ? '' : observation.body.toString()).toContain(`"answer":${answer}}`);
  });

  it.each([3_600_000, 0, -3_600_000])(
    "has the time of the question by PayPal's clock, %i ms ahead",
    async (ahead) => {
      const { api, access } = await startPaypal({ clockMs: ahead });
      api.put('capture', { id: 'X1', status: 'COMPLETED' });
      const observation = await get({ kind: 'capture', id: 'X1' }, access);
      if (observation === 'gone') throw new Error('the capture is gone');
      expect(readObservation(observation.body).askedAt).toBe(
        new Date(Date.parse('2026-03-10T12:00:00Z') + ahead).toISOString(),
      );
    },
  );

  it.each([500, 429])('is neither found nor gone after %i', async (status) => {
    const { access } = await startPaypal({
      faults: { at: ({ path }) => (path.includes('captures') ? { status, body: '' } : undefined) },
    });
    expect(await rejection(get({ kind: 'payment', id: 'X1' }, access))).toBeInstanceOf(UnavailableError);
  });

  it('is not an answer that is not a JSON object', async () => {
    const { access } = await startPaypal({
      faults: { at: ({ path }) => (path.includes('captures') ? { status: 200, body: '<html>' } : undefined) },
    });
    expect(await rejection(get({ kind: 'capture', id: 'X1' }, access))).toBeInstanceOf(UnavailableError);
  });

  it.each([
    ['capture', '../../v1/oauth2/token'],
    ['capture', ''],
    ['order', 'X1?fields=all'],
    ['payout', 'X1'],
    ['constructor', 'X1'],
  ])('is not asked for as %s with the id %s', async (kind, id) => {
    const { api, access } = await startPaypal();
    expect(await rejection(get({ kind, id }, access))).toBeInstanceOf(ApiRefusedError);
    expect(api.asked).toEqual([]);
  });

  it('of a subscription has the time of its failed payment', async () => {
    const { api, access } = await startPaypal();
    api.put('subscription', { id: 'I-1', status: 'ACTIVE' });
    await get({ kind: 'subscription', id: 'I-1' }, access);
    expect(api.asked[0]?.query.get('fields')).toBe('last_failed_payment');
  });
});

describe('a subject', () => {
  it.each<[SubjectRef['kind'], string, { kind: string; id: string }[]]>([
    ['order', '6WX33221AB998877C', [{ kind: 'order', id: '6WX33221AB998877C' }]],
    ['payment', '3CD55443EF667788G', [{ kind: 'payment', id: '3CD55443EF667788G' }]],
    ['refund', '4DE55667FG889900H', [{ kind: 'refund', id: '4DE55667FG889900H' }]],
    ['refund', '3CD55443EF667788G:refund', [{ kind: 'payment', id: '3CD55443EF667788G' }]],
    ['subscription', 'I-9KJ3XV2MTQ4P', [{ kind: 'subscription', id: 'I-9KJ3XV2MTQ4P' }]],
    ['dispute', 'PP-R-KLM-10112233', [{ kind: 'dispute', id: 'PP-R-KLM-10112233' }]],
    ['order', 'PAY-6HF03425WX7788991KYZ', []],
    ['order', 'PAYID-M6HF034', []],
    ['payment', 'X1/../X2', []],
    ['order', 'a b', []],
  ])('%s %s is shown by %j', (kind, ref, shownBy) => {
    expect(about({ kind, ref })).toEqual(shownBy);
  });
});
