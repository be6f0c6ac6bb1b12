import { describe, expect, it } from 'vitest';
import { withDefaults } from '../simulator/fixtures/made-event.ts';
import { limitation, settings } from '../settings.ts';
import { reads } from './reads.ts';

describe("the key of Stripe's API", () => {
  it.each([
    ['sk_test_1', 'test'],
    ['rk_test_1', 'test'],
    ['sk_live_1', 'live'],
    ['rk_live_1', 'live'],
  ])('%s is of the mode %s', (apiKey, mode) => {
    expect(reads.modeOf?.(withDefaults({ apiKey }))).toBe(mode);
    expect(reads.isConfigured(withDefaults({ apiKey }))).toBe(true);
  });

  it('is optional', () => {
    expect(reads.isConfigured(withDefaults())).toBe(false);
    expect(reads.modeOf?.(withDefaults())).toBeUndefined();
  });

  it.each([
    ['pk_live_1', /publishable key/],
    ['whsec_1', /signing secret/],
    ['rk_1', /does not begin with/],
    ['sk_live_1 2', /does not begin with/],
  ])('is not %s', (apiKey, message) => {
    const { error } = settings.safeParse({ apiKey });
    expect(error?.issues.map((issue) => issue.message)).toEqual([expect.stringMatching(message)]);
    expect(JSON.stringify(error)).not.toContain(apiKey);
  });
});

describe('connected accounts', () => {
  it('are read if they are named', () => {
    expect(reads.merchantsOf?.(withDefaults({ connectedAccounts: ['acct_1', '*', 'acct_2'] }))).toEqual([
      'acct_1',
      'acct_2',
    ]);
  });
});

describe('a limitation', () => {
  const apiKey = 'rk_test_1';

  it('is `*` beside a key, because it names no account to read', () => {
    expect(limitation(withDefaults({ apiKey, connectedAccounts: ['*'] }))).toMatchObject({
      setting: 'connectedAccounts',
    });
    expect(limitation(withDefaults({ apiKey, connectedAccounts: ['acct_1'] }))).toBeUndefined();
    expect(limitation(withDefaults({ apiKey }))).toBeUndefined();
    expect(limitation(withDefaults({ connectedAccounts: ['*'] }))).toBeUndefined();
  });
});
