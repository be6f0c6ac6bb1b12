import { describe, expect, it } from 'vitest';
import type { NamedMerchant, Normalised, Provider } from '../contract/index.ts';
import { findProvider } from '../registry.ts';
import { configuredAccountOf, readDelivery } from './read-delivery.ts';

const delivery = { body: Buffer.from('{}'), headers: {} };
const about = { type: 'charge_paid', occurredAt: '2026-01-31T12:00:00.000Z' };

/** What the account `default`, of a provider that says this, makes of a delivery. */
const reading = (normalised: Normalised) =>
  readDelivery(delivery, {
    name: 'default',
    mode: 'test',
    settings: {},
    provider: { ...(findProvider('stripe') as Provider), normalise: () => normalised },
  });
const of = (merchant: NamedMerchant) =>
  reading({ ...about, merchant, outcome: 'events', events: [], warnings: ['a word'] });

describe('the account of an event', () => {
  it('is the one that it was delivered to, where the merchant is ours or unnamed', () => {
    expect(reading({ ...about, outcome: 'ignored', reason: 'no' })).toMatchObject({
      account: 'default',
      providerAccount: undefined,
    });
    expect(of({ ref: 'acct_1', is: 'ours' })).toMatchObject({
      account: 'default',
      providerAccount: 'acct_1',
      meaning: { status: 'applied' },
    });
  });

  it("is one of its own for another merchant's, and its events are ignored unless they are let in", () => {
    expect(of({ ref: 'acct_1', is: 'connected' })).toMatchObject({
      account: 'default/acct_1',
      providerAccount: 'acct_1',
      meaning: { status: 'applied' },
    });
    expect(of({ ref: 'acct_1', is: 'other', setting: 'connected_accounts' })).toMatchObject({
      account: 'default/acct_1',
      providerAccount: 'acct_1',
      meaning: {
        status: 'ignored',
        error:
          'an event of the account acct_1, which is not ours (STRIPE_CONNECTED_ACCOUNTS lets accounts in)',
      },
      warnings: [],
    });
  });

  it.each(['a/b', 'a\u0000', 'x'.repeat(101), ''])('has a name that can be stored, also of %j', (ref) => {
    const { account, providerAccount } = of({ ref, is: 'connected' });
    expect(account).toMatch(/^default\/sha256:[0-9a-f]{64}$/);
    expect(account).toBe(`default/${providerAccount}`);
  });

  it('leads back to the one that is configured', () => {
    expect(['default', 'default/acct_1', 'shop/acc/x'].map(configuredAccountOf)).toEqual([
      'default',
      'default',
      'shop',
    ]);
  });
});

describe('a delivery of several parts', () => {
  const ignored = (key: string) => ({ key, outcome: 'ignored' as const, reason: 'no' });

  it('gives each its own key, type and time, those of the delivery where it has none', () => {
    const { meaning } = reading({
      ...about,
      outcome: 'split',
      parts: [
        ignored('a'),
        { ...ignored('b'), type: 'charge_failed', occurredAt: '2026-02-01T00:00:00.000Z' },
        { key: 'a', outcome: 'failed', code: 'schema_violation', reason: 'charge.id: expected a string' },
      ],
    });
    expect(meaning).toEqual({
      status: 'split',
      parts: [
        {
          key: 'a',
          type: 'charge_paid',
          occurredAt: new Date('2026-01-31T12:00:00.000Z'),
          meaning: { status: 'ignored', error: 'no' },
        },
        {
          key: 'b',
          type: 'charge_failed',
          occurredAt: new Date('2026-02-01T00:00:00.000Z'),
          meaning: { status: 'ignored', error: 'no' },
        },
        {
          key: 'a~2',
          type: 'charge_paid',
          occurredAt: new Date('2026-01-31T12:00:00.000Z'),
          meaning: { status: 'failed', error: 'schema_violation: charge.id: expected a string' },
        },
      ],
    });
  });

  it('is ignored as a whole where it has none, is of the other mode, or of another merchant', () => {
    const split = { ...about, outcome: 'split' as const, parts: [ignored('a')] };
    expect(reading({ ...split, parts: [] }).meaning).toMatchObject({ status: 'ignored' });
    expect(reading({ ...split, mode: 'live' }).meaning).toMatchObject({ status: 'ignored' });
    expect(reading({ ...split, merchant: { ref: 'acct_1', is: 'other' } }).meaning).toMatchObject({
      status: 'ignored',
    });
  });
});

it.each(['0000-01-01T00:00:00.000Z', 'Invalid Date', '+010000-01-01T00:00:00.000Z'])(
  'the time %s, which no column can hold, is none',
  (occurredAt) => {
    expect(reading({ ...about, occurredAt, outcome: 'ignored', reason: 'no' }).occurredAt).toBeUndefined();
  },
);
