import { DeliveryRefReusedError } from '@payspool/projection';
import { type Account, findProvider, indexAccounts, stripe } from '@payspool/providers';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from './event-filter.ts';
import { rereadEvent } from './reread.ts';

const account: Account = {
  provider: stripe,
  name: 'default',
  mode: 'test',
  settings: stripe.settings.parse({}),
};
const accounts = indexAccounts([account]);
const time = new Date('2026-05-01T10:00:00Z');

/** An event without effects, recorded as `ignored`. */
const stored = (change: Partial<StoredEvent> = {}): StoredEvent => ({
  id: 1n,
  provider: 'stripe',
  account: 'default',
  eventKey: 'evt_1',
  type: 'customer.created',
  source: 'delivery',
  status: 'ignored',
  occurredAt: time,
  receivedAt: time,
  signedAt: time,
  mode: 'test',
  signedMode: null,
  appliedAt: null,
  error: null,
  canonical: [],
  rawBody: Buffer.from(
    '{"id":"evt_1","object":"event","type":"customer.created","livemode":false,"created":1777629600,"data":{"object":{}}}',
  ),
  headers: {},
  partOf: null,
  providerAccount: null,
  aggregateId: null,
  ...change,
});

describe('an event that is read again', () => {
  it('gets the meaning that the current code reads from its bytes', () => {
    expect(
      rereadEvent(stored({ status: 'failed', error: 'schema_violation: data.object' }), accounts),
    ).toEqual({
      reread: {
        status: 'ignored',
        type: 'customer.created',
        occurredAt: new Date('2026-05-01T10:00:00Z'),
        error: expect.any(String) as unknown,
        account: 'default',
        providerAccount: undefined,
      },
    });
  });

  it('has the time at which it was received first, if its provider gives it none', () => {
    const paystack = findProvider('paystack');
    if (!paystack) throw new Error('paystack is not registered');
    const known = indexAccounts([{ ...account, provider: paystack, settings: paystack.settings.parse({}) }]);
    const refund = stored({
      provider: 'paystack',
      type: 'refund.processed',
      signedAt: null,
      rawBody: Buffer.from(
        '{"event":"refund.processed","data":{"domain":"test","id":"1","transaction_reference":"ref_1","amount":"500","currency":"NGN"}}',
      ),
    });
    expect(rereadEvent(refund, known)).toMatchObject({
      reread: { status: 'applied', occurredAt: time, events: [{ occurredAt: '2026-05-01T10:00:00.000Z' }] },
    });
  });

  it('is skipped if another body came with its delivery id, as the worker records it', () => {
    const { code, message } = new DeliveryRefReusedError('t-1');
    const refused = stored({ status: 'failed', error: `${code}: ${message}` });
    expect(rereadEvent(refused, accounts)).toEqual({
      skipped: 'another body under a delivery id that was already used',
    });
  });

  it.each<[string, Partial<StoredEvent>, RegExp]>([
    ['its account is not configured', { account: 'shop' }, /stripe\/shop is not configured/],
    ['it was received in the other mode', { mode: 'live' }, /in live mode, and is in test mode here/],
    ['its body was erased', { rawBody: null }, /expired or was erased/],
    ['it is a hint', { eventKey: 'hint:order_1' }, /asks the provider/],
  ])('is skipped if %s', (_why, change, sentence) => {
    expect(rereadEvent(stored(change), accounts)).toEqual({ skipped: expect.stringMatching(sentence) });
  });
});
