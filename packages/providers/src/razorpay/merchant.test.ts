import { describe, expect, it } from 'vitest';
import { readDelivery } from '../accounts/read-delivery.ts';
import { findProvider } from '../registry.ts';
import { merchantOf } from './merchant.ts';
import { normalise } from './simulator/fixtures/changed-fixture.ts';
import { settings } from './settings.ts';

const OURS = 'acc_N1vYc7QmTzR4ka';
const THEIRS = 'acc_N9SubMerchant1';

describe('the merchant of an event', () => {
  it.each([
    ['ours if nothing is configured', OURS, {}, { ref: OURS, is: 'ours' }],
    ['ours by the configured id', OURS, { accountId: [OURS] }, { ref: OURS, is: 'ours' }],
    ['ours by one of several ids', OURS, { accountId: ['acc_1', OURS] }, { ref: OURS, is: 'ours' }],
    ["another's", THEIRS, { accountId: [OURS] }, { ref: THEIRS, is: 'other', setting: 'account_id' }],
    [
      'another one if the letters differ in case, because ids are compared exactly',
      OURS.toUpperCase().replace('ACC_', 'acc_'),
      { accountId: [OURS] },
      { ref: 'acc_N1VYC7QMTZR4KA', is: 'other', setting: 'account_id' },
    ],
    [
      'connected by its id',
      THEIRS,
      { accountId: [OURS], connectedAccounts: [THEIRS] },
      { ref: THEIRS, is: 'connected' },
    ],
    [
      'connected by its id, also without an id of ours',
      THEIRS,
      { connectedAccounts: [THEIRS] },
      { ref: THEIRS, is: 'connected' },
    ],
    [
      'connected by *',
      THEIRS,
      { accountId: [OURS], connectedAccounts: ['*'] },
      { ref: THEIRS, is: 'connected' },
    ],
    [
      'ours, although * allows every other account',
      OURS,
      { accountId: [OURS], connectedAccounts: ['*'] },
      { ref: OURS, is: 'ours' },
    ],
  ] as const)('is %s', (_, id, given, expected) => {
    expect(merchantOf(id, settings.parse(given))).toEqual(expected);
  });

  it.each([undefined, null, ''])('is unknown and counts as ours if the account is %j', (id) => {
    expect(merchantOf(id, settings.parse({ accountId: [OURS], connectedAccounts: ['*'] }))).toBeUndefined();
  });

  it.each([7, {}, 'N1vYc7QmTzR4ka', `${OURS} `, `${OURS}/x`, 'acc_', 'acc_\u0000'])(
    'is another one if ours is configured and the account is %j, and * does not allow it',
    (id) => {
      const given = settings.parse({ accountId: [OURS], connectedAccounts: ['*'] });
      expect(merchantOf(id, given)).toEqual({ ref: 'malformed', is: 'other', setting: 'account_id' });
      expect(merchantOf(id, settings.parse({}))).toBeUndefined();
    },
  );
});

const captured = (accountId: unknown, payment: object = { id: 'pay_1', amount: 100, currency: 'INR' }) =>
  Buffer.from(
    JSON.stringify({
      event: 'payment.captured',
      account_id: accountId,
      created_at: 1772443860,
      payload: { payment: { entity: payment } },
    }),
  );

describe('an event', () => {
  const provider = findProvider('razorpay');
  if (!provider) throw new Error('razorpay is not registered');
  const read = (body: Buffer, given: object) =>
    readDelivery(
      { body, headers: {} },
      { name: 'default', provider, settings: provider.settings.parse(given), mode: 'live' },
    );

  it('of another merchant is ignored, and the reason names the variable', () => {
    expect(read(captured(THEIRS), { accountId: OURS })).toMatchObject({
      account: `default/${THEIRS}`,
      providerAccount: THEIRS,
      meaning: {
        status: 'ignored',
        error: `an event of the account ${THEIRS}, which is not ours (RAZORPAY_ACCOUNT_ID allows accounts)`,
      },
    });
  });

  it('of another merchant is not read, and cannot fail', () => {
    const body = captured(THEIRS, { id: 5 });
    expect(normalise({ body }, { accountId: [OURS] })).toMatchObject({
      outcome: 'ignored',
      merchant: { is: 'other' },
    });
    expect(() => normalise({ body: captured(OURS, { id: 5 }) }, { accountId: [OURS] })).toThrow(
      'payload.payment.entity.id',
    );
  });

  it('of a connected merchant has its own rows', () => {
    expect(read(captured(THEIRS), { accountId: OURS, connectedAccounts: `acc_1, ${THEIRS}` })).toMatchObject({
      account: `default/${THEIRS}`,
      meaning: { status: 'applied' },
    });
  });

  it('keeps the id of the account even if nothing is configured', () => {
    expect(read(captured(OURS), {})).toMatchObject({
      account: 'default',
      providerAccount: OURS,
      meaning: { status: 'applied' },
    });
  });
});

describe('the settings', () => {
  it("refuse * without an account id, because all of our own events would then count as another merchant's", () => {
    const { error } = settings.safeParse({ connectedAccounts: '*' });
    expect(error?.issues).toMatchObject([{ path: ['connectedAccounts'] }]);
    expect(settings.strict().safeParse({ connectedAccounts: '*' }).success).toBe(false);
    expect(settings.safeParse({ connectedAccounts: '*', accountId: OURS }).success).toBe(true);
  });

  it.each([{ accountId: 'N1vYc7QmTzR4ka' }, { accountId: '*' }, { connectedAccounts: 'acct_1' }])(
    'refuse %j, which is not an account id',
    (given) => {
      expect(settings.safeParse(given).success).toBe(false);
    },
  );
});
