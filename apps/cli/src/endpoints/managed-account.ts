import {
  type Account,
  type Accounts,
  type ApiAccess,
  DEFAULT_ACCOUNT,
  type EndpointApi,
  type ProviderIo,
  variableName,
} from '@payspool/providers';
import { UsageError } from '../failure.ts';

/** An account whose webhook endpoints can be managed: its provider has an API for them, and a key of the right mode is configured. */
export interface ManagedAccount {
  readonly account: Account;
  /** `stripe/default`. */
  readonly label: string;
  readonly api: EndpointApi<Account['settings']>;
  readonly access: ApiAccess<Account['settings']>;
}

/** An account whose endpoints cannot be managed. */
export interface UnmanagedAccount {
  readonly account: Account;
  readonly label: string;
  /** `no_api`: the provider has no such API. `no_key`: none is configured. `other_mode`: the key belongs to the other mode. */
  readonly why: 'no_api' | 'no_key' | 'other_mode';
  /** A sentence for the operator. */
  readonly reason: string;
}

export const labelOf = ({ provider, name }: Pick<Account, 'provider' | 'name'>): string =>
  `${provider.slug}/${name}`;

/** How an operator writes a setting: the variable, or for an account of the endpoints file its name there. */
export const settingName = ({ provider, name }: Pick<Account, 'provider' | 'name'>, key: string): string =>
  name === DEFAULT_ACCOUNT ? variableName(provider.slug, key) : `${key} of ${name} in ENDPOINTS_FILE`;

/** Whether the endpoints of an account can be managed, and how. Nothing is called yet. */
export function manage(
  account: Account,
  io: Pick<ProviderIo, 'fetch' | 'now'>,
): ManagedAccount | UnmanagedAccount {
  const { provider, settings, mode } = account;
  const { endpoints: api, reads, title } = provider;
  const common = { account, label: labelOf(account) };
  if (api === undefined || typeof api === 'string')
    return {
      ...common,
      why: 'no_api',
      reason: api ?? `${title} has no API for webhook endpoints that Payspool knows: use its dashboard`,
    };
  if (reads && !reads.isConfigured(settings))
    return { ...common, why: 'no_key', reason: `${settingName(account, reads.setting)} is not set` };
  const shown = reads?.modeOf?.(settings);
  if (shown !== undefined && shown !== mode)
    return {
      ...common,
      why: 'other_mode',
      reason: `${settingName(account, reads?.setting ?? '')} is a key of ${shown} mode, but the mode of the account is ${mode} (PAYSPOOL_MODE): nothing is called with it`,
    };
  // The commands make a few calls only, which do not count against the budget of the sweeps.
  return { ...common, api, access: { settings, mode, io, takeCall: async () => undefined } };
}

export const isManaged = (account: ManagedAccount | UnmanagedAccount): account is ManagedAccount =>
  'api' in account;

/** The options that choose accounts. */
export interface Choice {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
}

/**
 * The accounts of a command that may concern several: the chosen ones, or every account with any secret or key.
 *
 * @throws {UsageError} if the named account is not configured
 */
export function chooseAccounts(accounts: Accounts, { provider, account }: Choice): readonly Account[] {
  const chosen = accounts.all.filter(
    (each) =>
      (provider === undefined || each.provider.slug === provider) &&
      (account === undefined || each.name === account) &&
      (provider !== undefined || isInUse(each)),
  );
  if (chosen.length > 0) return chosen;
  if (account !== undefined)
    throw new UsageError(
      `no account ${provider === undefined ? '' : `${provider}/`}${account} is configured${account === DEFAULT_ACCOUNT ? '' : ': see ENDPOINTS_FILE'}`,
    );
  throw new UsageError('no provider is configured');
}

const isInUse = ({ provider, settings }: Account): boolean =>
  provider.isConfigured(settings) || provider.reads?.isConfigured(settings) === true;

/**
 * The account of a command that concerns one.
 *
 * @throws {UsageError} if it is not configured, or its endpoints cannot be managed
 */
export function chooseAccount(
  accounts: Accounts,
  { provider, account = DEFAULT_ACCOUNT }: Choice,
  io: Pick<ProviderIo, 'fetch' | 'now'>,
): ManagedAccount {
  const [chosen] = chooseAccounts(accounts, { provider, account });
  if (!chosen) throw new UsageError('no provider is configured');
  const managed = manage(chosen, io);
  if (!isManaged(managed)) throw new UsageError(`${managed.label}: ${managed.reason}`);
  return managed;
}
