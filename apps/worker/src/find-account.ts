import { type Account, type Accounts, configuredAccountOf } from '@payspool/providers';

/** A job names an account that this worker does not have: an older or differently configured one may be running. Another try, or another worker, settles it. */
export class UnknownAccountError extends Error {
  readonly code = 'account_unknown';
  override readonly name = 'UnknownAccountError';
}

/**
 * The configured account of a job or an event: `default` also of `default/acct_1`.
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
