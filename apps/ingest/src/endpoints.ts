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

/** The accounts to which a path may lead: one account on a named route, all accounts on a secret route. */
export interface Destination {
  readonly candidates: readonly Endpoint[];
  /** The secret last segment of the path, for providers that use one. */
  readonly pathToken?: string;
}

export type FindDestination = (slug: string, segment: string | undefined) => Destination | undefined;

export function createEndpoints(accounts: Accounts, io: ProviderIo): FindDestination {
  const endpoints = accounts.all.map((account) => ({ account, verify: createVerifier(account, io) }));
  /** By provider. A secret route leads to all accounts of its provider. */
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
