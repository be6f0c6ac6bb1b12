import { describe, expect, it } from 'vitest';
import { meaningOf, withDefaults } from './simulator/fixtures/made-event.ts';
import { namedAccount } from './named-account.ts';

const other = (ref: string) => ({ ref, is: 'other', setting: 'connected_accounts' });

describe("an event's account", () => {
  it.each([[{}], [{ account: null }], [{ context: null }], [{ account: null, context: null }]])(
    'is that of the endpoint if the event names none: %j',
    (event) => {
      expect(namedAccount(event, ['*'])).toBeUndefined();
    },
  );

  it.each([
    [{ account: 'acct_1' }, 'acct_1'],
    [{ context: 'acct_1' }, 'acct_1'],
    [{ context: 'acct_platform/acct_1' }, 'acct_1'],
    [{ context: 'org_1/acct_platform/acct_1' }, 'acct_1'],
    [{ account: 'acct_1', context: 'acct_platform/acct_1' }, 'acct_1'],
    [{ account: null, context: 'acct_1' }, 'acct_1'],
  ])('is the named one: %j', (event, ref) => {
    expect(namedAccount(event, [])).toEqual(other(ref));
    expect(namedAccount(event, ['acct_2'])).toEqual(other(ref));
  });

  it.each([[['acct_1']], [['acct_2', 'acct_1']], [['*']]])('is allowed by %j', (letIn) => {
    expect(namedAccount({ account: 'acct_1' }, letIn)).toMatchObject({ ref: 'acct_1', is: 'connected' });
  });

  it.each([
    [{ account: '' }],
    [{ account: 7 }],
    [{ account: {} }],
    [{ account: false }],
    [{ account: 'default' }],
    [{ account: 'acct_' }],
    [{ account: 'acct_1/acct_2' }],
    [{ account: 'acct_1\n' }],
    [{ account: 'acct_\u0000' }],
    [{ account: `acct_${'x'.repeat(65)}` }],
    [{ account: 'acct_é' }],
    [{ account: '', context: 'acct_1' }],
    [{ context: '' }],
    [{ context: 'org_1' }],
    [{ context: 'acct_1/' }],
    [{ context: ['acct_1'] }],
  ])('is unknown, and never ours, if it is invalid: %j', (event) => {
    expect(namedAccount(event, ['*', 'acct_1'])).toEqual({ ref: 'unreadable', is: 'other' });
  });
});

describe('an event of another account', () => {
  const refund = { id: 're_1', status: 'succeeded', amount: 100, currency: 'usd', charge: 'ch_1' };
  const envelope = { account: 'acct_1' };

  it('is ignored, even if the rest of the event is invalid', () => {
    const meaning = { outcome: 'ignored', merchant: other('acct_1') };
    expect(meaningOf('refund.created', refund, { envelope })).toMatchObject(meaning);
    expect(meaningOf('refund.created', {}, { envelope })).toMatchObject(meaning);
  });

  it('is read like one of ours if the settings allow it', () => {
    expect(meaningOf('refund.created', refund, { envelope, connectedAccounts: ['acct_1'] })).toMatchObject({
      outcome: 'events',
      merchant: { ref: 'acct_1', is: 'connected' },
      events: [{ type: 'refund.succeeded' }],
    });
  });
});

describe('STRIPE_CONNECTED_ACCOUNTS', () => {
  it('is a list of ids or `*`, and empty by default', () => {
    const parse = (connectedAccounts: unknown) =>
      withDefaults({ connectedAccounts } as Parameters<typeof withDefaults>[0]).connectedAccounts;
    expect(parse(undefined)).toEqual([]);
    expect(parse(' acct_1, acct_2 ')).toEqual(['acct_1', 'acct_2']);
    expect(parse('*')).toEqual(['*']);
    for (const wrong of ['shop', 'acct_1 acct_2', 'acct_*', '**']) {
      expect(() => parse(wrong)).toThrow(/expected account ids/);
    }
  });
});
