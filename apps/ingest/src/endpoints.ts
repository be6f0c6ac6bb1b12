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
  const endpoints = new Map(
    accounts.all.map((account) => [account, { account, verify: createVerifier(account, io) }] as const),
  );
  const endpointsOf = (found: readonly Account[]) => found.flatMap((account) => endpoints.get(account) ?? []);
  return (slug, segment) => {
    const [first] = accounts.of(slug);
    if (!first) return undefined;
    if (first.provider.route === 'token') {
      return {
        candidates: endpointsOf(accounts.of(slug)),
        ...(segment === undefined ? {} : { pathToken: segment }),
      };
    }
    const account = accounts.find(slug, segment ?? DEFAULT_ACCOUNT);
    return account && { candidates: endpointsOf([account]) };
  };
}
