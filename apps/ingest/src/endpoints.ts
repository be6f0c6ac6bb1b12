import {
  type Account,
  type Accounts,
  createVerifier,
  DEFAULT_ACCOUNT,
  type ProviderIo,
  type Verify,
} from '@payspool/providers';

/** An account with its verifier, ready for deliveries. */
export interface Endpoint {
  readonly account: Account;
  readonly verify: Verify;
}

/** Where a path leads: the accounts that may own a delivery, one on a named route, all on a secret one. */
export interface Destination {
  readonly candidates: readonly Endpoint[];
  /** The secret last segment, for providers that have one. */
  readonly pathToken?: string;
}

export type FindDestination = (slug: string, segment: string | undefined) => Destination | undefined;

export function createEndpoints(accounts: Accounts, io: ProviderIo): FindDestination {
  const endpoints = accounts.all.map((account) => ({ account, verify: createVerifier(account, io) }));
  /** By provider; on a secret route all of its accounts. */
  const shared = new Map<string, readonly Endpoint[]>();
  /** By provider and name. */
  const named = new Map<string, Map<string, Destination>>();
  for (const endpoint of endpoints) {
    const { provider, name } = endpoint.account;
    if (provider.route === 'token')
      shared.set(provider.slug, [...(shared.get(provider.slug) ?? []), endpoint]);
    else {
      const known = named.get(provider.slug) ?? new Map<string, Destination>();
      named.set(provider.slug, known.set(name, { candidates: [endpoint] }));
    }
  }
  return (slug, segment) => {
    const candidates = shared.get(slug);
    if (candidates) return { candidates, ...(segment === undefined ? {} : { pathToken: segment }) };
    return named.get(slug)?.get(segment ?? DEFAULT_ACCOUNT);
  };
}
