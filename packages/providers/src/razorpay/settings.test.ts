import { describe, expect, it } from 'vitest';
import { razorpay } from './index.ts';

const read = (given: object) => razorpay.settings.safeParse(given);
const KEY = { keyId: 'rzp_live_abcdefghijklmn', keySecret: 'k3Qw8Zt2Lm5Vx9Rb4Nc7Hd1J' };

describe('the API key', () => {
  it('is optional, and needs both halves', () => {
    expect(read({}).success).toBe(true);
    expect(read(KEY).success).toBe(true);
    expect(read({ keyId: KEY.keyId }).error?.issues).toMatchObject([
      { path: ['keySecret'], message: 'is required with the other half of the API key' },
    ]);
    expect(read({ keySecret: KEY.keySecret }).error?.issues).toMatchObject([{ path: ['keyId'] }]);
  });

  it.each(['rzp_abc', 'abc', 'rzp_live_', 'rzp_prod_abc'])('has an id unlike %s', (keyId) => {
    expect(read({ ...KEY, keyId }).success).toBe(false);
  });

  it('has a secret that is not the key id, which is not quoted', () => {
    const { error } = read({ ...KEY, keySecret: 'rzp_test_abcdefghijklmn' });
    expect(error?.issues[0]?.message).toMatch(/looks like (a|the) key id/);
    expect(JSON.stringify(error?.issues)).not.toContain('rzp_test_abcdefghijklmn');
  });

  it.each([
    ['rzp_live_abc', 'live'],
    ['rzp_test_abc', 'test'],
    ['rzp_live_partner_abc-acc_Def', 'live'],
  ])('%s is for %s mode', (keyId, mode) => {
    const settings = razorpay.settings.parse({ ...KEY, keyId });
    expect(razorpay.reads?.modeOf?.(settings)).toBe(mode);
    expect(razorpay.reads?.isConfigured(settings)).toBe(true);
  });

  it('is missing: nothing is read, which is no limitation of what was configured', () => {
    const settings = razorpay.settings.parse({ accountId: 'acc_Own', connectedAccounts: '*' });
    expect(razorpay.reads?.isConfigured(settings)).toBe(false);
    expect(razorpay.limitation?.(settings)).toBeUndefined();
  });
});

it('connected accounts are read too, if they are named; * names none, which the limitation says', () => {
  const named = razorpay.settings.parse({ ...KEY, accountId: 'acc_Own', connectedAccounts: 'acc_A,acc_B' });
  expect(razorpay.reads?.merchantsOf?.(named)).toEqual(['acc_A', 'acc_B']);
  expect(razorpay.limitation?.(named)).toBeUndefined();
  const all = razorpay.settings.parse({ ...KEY, accountId: 'acc_Own', connectedAccounts: 'acc_A,*' });
  expect(razorpay.reads?.merchantsOf?.(all)).toEqual(['acc_A']);
  expect(razorpay.limitation?.(all)).toEqual({
    found:
      'of connected accounts, payments whose events Razorpay never delivered are not found: `*` names no account',
    setting: 'connectedAccounts',
    remedy: 'needs the ids of the accounts to read, beside or instead of `*`',
  });
});
