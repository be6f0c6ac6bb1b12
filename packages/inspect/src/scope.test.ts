import { describe, expect, it } from 'vitest';
import { inScope, isInScope } from './scope.ts';

const stripe = { provider: 'stripe', account: 'eu' };

describe('isInScope', () => {
  it('lets everything pass, or the accounts of the list with their connected accounts', () => {
    expect(isInScope('all', stripe)).toBe(true);
    expect(isInScope([], stripe)).toBe(false);
    expect(isInScope([{ provider: 'stripe' }], stripe)).toBe(true);
    expect(isInScope([{ provider: 'paypal' }], stripe)).toBe(false);
    expect(isInScope([stripe], stripe)).toBe(true);
    expect(isInScope([stripe], { ...stripe, account: 'eu/acct_1' })).toBe(true);
    expect(isInScope([stripe], { ...stripe, account: 'europe' })).toBe(false);
  });
});

describe('inScope', () => {
  it('is the same condition in SQL', () => {
    expect(inScope('all', 'e').text).toBe('true');
    expect(inScope([], 'e').text).toBe('false');
    const both = inScope([{ provider: 'paypal' }, stripe], 'e');
    expect(both.text).toBe(
      '(e.provider = $1 OR (e.provider = $2 AND (e.account = $3 OR starts_with(e.account, $4))))',
    );
    expect(both.values).toEqual(['paypal', 'stripe', 'eu', 'eu/']);
    expect(inScope([{ provider: 'paypal' }]).text).toBe('(provider = $1)');
  });
});
