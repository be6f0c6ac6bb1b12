import { type Account, type Accounts, configuredAccountOf } from '@payspool/providers';

/** A job names an account that this worker does not have: workers with other settings may be running. A retry, or another worker, may succeed. */
export class UnknownAccountError extends Error {
  readonly code = 'account_unknown';
  override readonly name = 'UnknownAccountError';
}

/**
 * The configured account of a job or an event; for `default/acct_1` it is `default`.
 *
 * @throws {UnknownAccountError}
 */
export function findAccount(
  accounts: Accounts,
  { provider, account }: { readonly provider: string; readonly account: string },
): Account {
  const found = accounts.find(provider, configuredAccountOf(account));
  if (!found)
    throw new UnknownAccountError(`the account ${provider}/${account} is not configured in this worker`);
  return found;
}
