import {
  indexAccounts,
  type Account,
  type Provider,
  type ProviderEndpoint,
  stripe,
} from '@payspool/providers';
import { describe, expect, it } from 'vitest';
import { endpointFindings } from '../doctor/endpoints.ts';
import { compareEndpoints } from './compare-endpoints.ts';
import { isManaged, manage, type ManagedAccount } from './managed-account.ts';
import { isSameAddress, leadsTo, webhookUrl } from './webhook-url.ts';

const TYPES = ['charge.succeeded', 'charge.refunded', 'charge.failed'];
const io = { now: () => new Date(), fetch: () => Promise.reject(new Error('no network in this test')) };

/** A Stripe account whose API lists these endpoints. */
function accountWith(
  listed: readonly ProviderEndpoint[],
  { version, settings = {}, name = 'default' }: { version?: string; settings?: object; name?: string } = {},
): Account {
  const provider = stripe as unknown as Provider;
  const endpoints = {
    eventTypes: TYPES,
    list: async () => listed,
    create: () => Promise.reject(new Error('nothing is created')),
    subscribe: () => Promise.reject(new Error('nothing is changed')),
    rotation: { by: 'second_endpoint' as const, keepDays: 3 },
    ...(version === undefined ? {} : { accountVersion: async () => version }),
  };
  return {
    provider: { ...provider, endpoints },
    name,
    mode: 'test',
    settings: stripe.settings.parse({
      webhookSecrets: 'whsec_k3jw8qhT5b9s7c2p',
      apiKey: 'rk_test_1',
      ...settings,
    }),
  };
}

function managed(account: Account): ManagedAccount {
  const one = manage(account, io);
  if (!isManaged(one)) throw new Error(one.reason);
  return one;
}

const endpoint = (changes: Partial<ProviderEndpoint> = {}): ProviderEndpoint => ({
  id: 'we_1',
  url: 'https://pay.example.com/webhooks/stripe',
  isEnabled: true,
  eventTypes: TYPES,
  ...changes,
});

async function compared(
  listed: readonly ProviderEndpoint[],
  { version, url }: { version?: string; url?: string } = {},
) {
  const account = accountWith(listed, version === undefined ? {} : { version });
  const { drift, notes } = await compareEndpoints(managed(account), { configured: [account], url });
  return { drift: drift.map(({ kind, endpoint: id, found }) => [kind, id, found]), notes };
}

describe('an endpoint', () => {
  it.each<[string, readonly ProviderEndpoint[], object]>([
    ['with all handled types', [endpoint()], {}],
    ['with further types', [endpoint({ eventTypes: [...TYPES, 'customer.created'] })], {}],
    ["with the account's version", [endpoint({ apiVersion: '2026-01-01' })], { version: '2026-01-01' }],
    ['without a version of its own', [endpoint()], { version: '2026-01-01' }],
    ['behind a proxy that removes a path', [endpoint({ url: 'https://x.example/pay/webhooks/stripe' })], {}],
    ['of the account by its full name', [endpoint({ url: 'https://x.example/webhooks/stripe/default' })], {}],
    [
      'beside one of another program',
      [
        endpoint(),
        endpoint({ id: 'we_2', url: 'https://crm.example.com/hook', isEnabled: false, eventTypes: 'all' }),
      ],
      {},
    ],
  ])('%s is as it should be', async (_, listed, options) => {
    expect(await compared(listed, options)).toEqual({ drift: [], notes: [] });
  });

  it.each<[string, readonly ProviderEndpoint[], object, readonly unknown[]]>([
    [
      'that is disabled',
      [endpoint({ isEnabled: false })],
      {},
      ['disabled', 'we_1', expect.stringContaining('sends nothing')],
    ],
    [
      'that lacks types',
      [endpoint({ eventTypes: ['charge.failed', 'customer.created'] })],
      {},
      ['missing_types', 'we_1', 'it lacks 2 event types: charge.succeeded, charge.refunded'],
    ],
    [
      'that gets all types',
      [endpoint({ eventTypes: 'all' })],
      {},
      ['all_types', 'we_1', expect.stringContaining('all event types instead of the 3')],
    ],
    [
      'with another version',
      [endpoint({ apiVersion: '2024-06-20' })],
      { version: '2026-01-01' },
      [
        'api_version',
        'we_1',
        expect.stringContaining("its API version is 2024-06-20, and the account's is 2026-01-01"),
      ],
    ],
  ])('%s is reported', async (_, listed, options, expected) => {
    expect((await compared(listed, options)).drift).toEqual([expected]);
  });

  it.each(['https://x.example/webhooks/stripe/shop-that-is-gone', 'https://x.example/webhooks/stripe/'])(
    'at %s is reported, because ingest answers 404 there',
    async (url) => {
      expect((await compared([endpoint(), endpoint({ id: 'we_2', url })])).drift).toEqual([
        ['unknown_url', 'we_2', 'its URL leads to no configured account: ingest answers 404'],
      ]);
    },
  );

  it('that does not exist is reported', async () => {
    const elsewhere = endpoint({ url: 'https://crm.example.com/hook' });
    expect((await compared([elsewhere])).drift).toEqual([
      ['none', undefined, 'no endpoint leads to …/webhooks/stripe'],
    ]);
    expect(
      (await compared([endpoint()], { url: 'https://other.example.com/webhooks/stripe' })).drift,
    ).toEqual([['none', undefined, 'no endpoint leads to https://other.example.com/webhooks/stripe']]);
  });

  it('that a rotation replaces or has replaced is a note and no difference', async () => {
    const second = endpoint({ id: 'we_2' });
    const both = await compared([endpoint(), second]);
    const old = await compared([endpoint({ isEnabled: false, eventTypes: [] }), second]);
    expect([both.drift, old.drift]).toEqual([[], []]);
    expect(both.notes).toEqual([expect.stringContaining('we_1 and we_2 have the same URL')]);
    expect(old.notes).toEqual([expect.stringContaining('we_1 is disabled, and we_2 has the same URL')]);
  });
});

describe('one address', () => {
  it.each([
    ['https://pay.example.com/webhooks/stripe', true],
    ['HTTPS://Pay.Example.COM:443/webhooks/stripe', true],
    ['https://pay.example.com./webhooks/stripe/', true],
    ['https://pay.example.com/webhooks/%73tripe', true],
    ['https://pay.example.com/webhooks/stripe?source=dashboard#x', true],
    ['https://pay.example.com/webhooks/Stripe', false],
    ['https://pay.example.com:8443/webhooks/stripe', false],
    ['https://pay.example.com/webhooks/stripe/shop', false],
    ['not a url', false],
  ])('is also %s: %s', (other, same) => {
    expect(isSameAddress('https://pay.example.com/webhooks/stripe', other)).toBe(same);
  });
});

describe('the address of a new endpoint', () => {
  const live = { ...accountWith([]), mode: 'live' as const };
  const shop = accountWith([], { name: 'shop' });

  it.each<[string, Account, string]>([
    ['https://pay.example.com', live, 'https://pay.example.com/webhooks/stripe'],
    ['https://pay.example.com/', shop, 'https://pay.example.com/webhooks/stripe/shop'],
    ['https://pay.example.com/pay/webhooks/stripe', live, 'https://pay.example.com/pay/webhooks/stripe'],
    ['http://127.0.0.1:3000', shop, 'http://127.0.0.1:3000/webhooks/stripe/shop'],
  ])('%s is completed', (text, account, expected) => {
    expect(webhookUrl(text, account)).toBe(expected);
    expect(leadsTo(expected, account)).toBe(true);
  });

  it.each<[string, Account, string]>([
    ['http://pay.example.com', live, 'needs https'],
    ['https://pay.example.com/webhooks/paypal', live, 'it must end with /webhooks/stripe'],
    ['https://pay.example.com/webhooks/stripe', shop, 'it must end with /webhooks/stripe/shop'],
    ['https://pay.example.com/webhooks/stripe/', live, 'it must end with /webhooks/stripe'],
    ['https://me:pw@pay.example.com', live, 'without a user'],
    ['https://pay.example.com/webhooks/stripe?a=b', live, 'a query'],
    ['ftp://pay.example.com', live, 'expected an address'],
    ['pay.example.com', live, 'expected an address'],
  ])('%s is refused', (text, account, words) => {
    expect(() => webhookUrl(text, account)).toThrow(words);
  });
});

describe('the doctor', () => {
  const found = async (accounts: readonly Account[]) =>
    (await endpointFindings(indexAccounts(accounts), io)).map(
      ({ status, found: words }) => `${status}: ${words}`,
    );

  it('reports each difference as a warning, and what needs no attention as ok', async () => {
    expect(await found([accountWith([endpoint()]), accountWith([], { name: 'shop' })])).toEqual([
      'ok: stripe/default: we_1',
      'warning: stripe/shop: no endpoint leads to …/webhooks/stripe/shop',
    ]);
  });

  it('says which accounts have no key, without a failure', async () => {
    const keyless = { apiKey: undefined };
    expect(
      await found([
        accountWith([], { settings: keyless }),
        accountWith([], { settings: keyless, name: 'shop' }),
      ]),
    ).toEqual([
      'ok: not covered: stripe/default (STRIPE_API_KEY is not set), stripe/shop (apiKey of shop in ENDPOINTS_FILE is not set)',
    ]);
  });

  it('calls nothing with a key of the other mode', async () => {
    expect(await found([accountWith([], { settings: { apiKey: 'rk_live_1' } })])).toEqual([
      'warning: stripe/default: STRIPE_API_KEY is a key of live mode, but the mode of the account is test (PAYSPOOL_MODE): nothing is called with it',
    ]);
  });
});
