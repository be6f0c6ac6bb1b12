import { describe, expect, it } from 'vitest';
import type { NamedMerchant, Normalised, Provider } from '../contract/index.ts';
import { findProvider } from '../registry.ts';
import { configuredAccountOf, readDelivery } from './read-delivery.ts';

const delivery = { body: Buffer.from('{}'), headers: {} };
const about = { type: 'charge_paid', occurredAt: '2026-01-31T12:00:00.000Z' };

/** How the account `default` reads a delivery of a provider that returns this result. */
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
  it('is the account of the endpoint if the event names our merchant account or none', () => {
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

  it('is a separate account for another merchant, whose events are ignored unless the settings allow them', () => {
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
          'an event of the account acct_1, which is not ours (STRIPE_CONNECTED_ACCOUNTS allows accounts)',
      },
      warnings: [],
    });
  });

  it.each(['a/b', 'a\u0000', 'x'.repeat(101), ''])(
    'has a name that Postgres can store, also for %j',
    (ref) => {
      const { account, providerAccount } = of({ ref, is: 'connected' });
      expect(account).toMatch(/^default\/sha256:[0-9a-f]{64}$/);
      expect(account).toBe(`default/${providerAccount}`);
    },
  );

  it('leads back to the configured account', () => {
    expect(['default', 'default/acct_1', 'shop/acc/x'].map(configuredAccountOf)).toEqual([
      'default',
      'default',
      'shop',
    ]);
  });
});

describe('a delivery of several parts', () => {
  const ignored = (key: string) => ({ key, outcome: 'ignored' as const, reason: 'no' });

  it('gives each part its own key, type and time, and uses those of the delivery if a part has none', () => {
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

  it('is ignored as a whole if it has no parts, the other mode or another merchant', () => {
    const split = { ...about, outcome: 'split' as const, parts: [ignored('a')] };
    expect(reading({ ...split, parts: [] }).meaning).toMatchObject({ status: 'ignored' });
    expect(reading({ ...split, mode: 'live' }).meaning).toMatchObject({ status: 'ignored' });
    expect(reading({ ...split, merchant: { ref: 'acct_1', is: 'other' } }).meaning).toMatchObject({
      status: 'ignored',
    });
  });
});

it.each(['0000-01-01T00:00:00.000Z', 'Invalid Date', '+010000-01-01T00:00:00.000Z'])(
  'the time %s counts as absent, because no column can store it',
  (occurredAt) => {
    expect(reading({ ...about, occurredAt, outcome: 'ignored', reason: 'no' }).occurredAt).toBeUndefined();
  },
);
