import type { Mode, Provider, ProviderIo, SettingsSchema } from '../contract/index.ts';
import type { z } from 'zod';

/** One merchant identity at one provider, with the settings that verify and read its deliveries. */
export interface Account {
  readonly provider: Provider;
  /** Name in URLs and tables; `default` for the URL without a name. */
  readonly name: string;
  readonly mode: Mode;
  readonly settings: z.output<SettingsSchema>;
}

export const DEFAULT_ACCOUNT = 'default';

/** Accounts by provider and name. */
export interface Accounts {
  readonly all: readonly Account[];
  find(slug: string, name: string): Account | undefined;
  of(slug: string): readonly Account[];
}

export function indexAccounts(all: readonly Account[]): Accounts {
  const keyOf = (slug: string, name: string) => `${slug}/${name}`;
  const byKey = new Map(all.map((account) => [keyOf(account.provider.slug, account.name), account]));
  return {
    all,
    find: (slug, name) => byKey.get(keyOf(slug, name)),
    of: (slug) => all.filter(({ provider }) => provider.slug === slug),
  };
}

/** The verifiers, prepared once per account. */
export const createVerifier = ({ provider, settings, mode }: Account, io: ProviderIo) =>
  provider.createVerifier({ settings, mode, io });

/** Whether an account's settings name this merchant's account at the provider, under any of the provider's keys. */
export const namesMerchant = (
  accounts: Accounts,
  {
    provider,
    account,
    merchant,
  }: { readonly provider: string; readonly account: string; readonly merchant: string },
): boolean =>
  Object.values(accounts.find(provider, account)?.settings ?? {})
    .flat()
    .includes(merchant);
