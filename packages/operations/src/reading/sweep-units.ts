import type { Account, Accounts } from '@payspool/providers';

/** What one sweep reads: the events of an account, or of one merchant that is connected to it. */
export interface SweepUnit {
  readonly account: Account;
  /** The provider's id of the connected merchant: `acct_…`. Empty for the account itself. */
  readonly merchant: string;
}

/** All lists of events that can be read: of accounts whose provider has such a list, and whose settings have credentials for it. */
export const sweepUnits = (accounts: Pick<Accounts, 'all'>): readonly SweepUnit[] =>
  accounts.all
    .filter(({ provider }) => provider.reads?.events)
    .filter(canBeRead)
    .flatMap((account) => ['', ...connectedMerchants(account)].map((merchant) => ({ account, merchant })));

/** Whether an account has credentials for its provider's API. */
export const canBeRead = ({ provider, settings }: Pick<Account, 'provider' | 'settings'>): boolean =>
  provider.reads?.isConfigured(settings) ?? false;

/** The merchants' accounts that an account's settings let in, and that its API can be asked for. */
export const connectedMerchants = ({
  provider,
  settings,
}: Pick<Account, 'provider' | 'settings'>): readonly string[] =>
  provider.reads?.merchantsOf?.(settings) ?? [];

/** Why nothing may be read with an account's credentials: they belong to another mode. `undefined` if they may be used. */
export function otherModeOf({ provider, mode, settings }: Account): string | undefined {
  const own = provider.reads?.modeOf?.(settings);
  return own === undefined || own === mode
    ? undefined
    : `the credentials are of ${own} mode, and the account is in ${mode} mode: nothing is read with them`;
}
