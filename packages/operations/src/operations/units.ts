import type { Database } from '@payspool/db';
import type { Account, Accounts } from '@payspool/providers';
import { z } from 'zod';
import { canBeRead, connectedMerchants, otherModeOf } from '../reading/sweep-units.ts';
import { accountOf } from './operation-kind.ts';

/** What is read with the credentials of one account: its own objects, or those of one connected merchant. */
export const Unit = z.object({
  provider: z.string(),
  account: z.string(),
  /** Empty for the account itself. */
  merchant: z.string(),
});
export type Unit = z.output<typeof Unit>;

/** A unit with its account. */
export interface OpenUnit {
  readonly account: Account;
  readonly merchant: string;
}

export interface UnitFilter {
  readonly provider?: string | undefined;
  /** `default`, or `default/acct_1` for one connected merchant. */
  readonly account?: string | undefined;
}

/** A part of what was asked for that could not be read, and why. */
export const Unread = z.object({ what: z.string(), reason: z.string() });
export type Unread = z.output<typeof Unread>;

/** An account that cannot be read: its provider has no API for it, or its settings have no credentials. */
interface Uncovered {
  readonly account: Account;
  readonly reason: string;
}

/** The units of the filter that can be read, and the accounts that cannot. */
export function unitsOf(
  accounts: Pick<Accounts, 'all'>,
  { provider, account }: UnitFilter,
): { readonly units: Unit[]; readonly uncovered: Uncovered[] } {
  const [name, merchant] = account === undefined ? [] : splitAccount(account);
  const chosen = accounts.all.filter(
    (one) =>
      (provider === undefined || one.provider.slug === provider) && (name === undefined || one.name === name),
  );
  return {
    units: chosen
      .filter(canBeRead)
      .flatMap((one) =>
        ['', ...connectedMerchants(one)]
          .filter((connected) => account === undefined || merchant === undefined || connected === merchant)
          .map((connected) => ({ provider: one.provider.slug, account: one.name, merchant: connected })),
      ),
    uncovered: chosen.filter((one) => !canBeRead(one)).map((one) => ({ account: one, reason: whyNot(one) })),
  };
}

/** The uncovered accounts whose events we have. Settings name an account for every provider, whether it is used or not. */
export async function usedAmong(
  db: Pick<Database, 'event'>,
  uncovered: readonly Uncovered[],
): Promise<Unread[]> {
  const used: Unread[] = [];
  for (const { account: one, reason } of uncovered) {
    const [provider, account] = [one.provider.slug, one.name];
    const event = await db.event.findFirst({ where: { provider, account }, select: { id: true } });
    if (event) used.push({ what: `${provider}/${account}`, reason });
  }
  return used;
}

function splitAccount(account: string): [string, string | undefined] {
  const at = account.indexOf('/');
  return at < 0 ? [account, undefined] : [account.slice(0, at), account.slice(at + 1)];
}

function whyNot({ provider }: Pick<Account, 'provider'>): string {
  const { reads } = provider;
  if (!reads) return `${provider.title} has no API that Payspool reads`;
  const variable =
    `${provider.slug}_${reads.setting.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();
  return `${variable} is not set`;
}

export const openUnit = (accounts: Accounts, { merchant, ...owner }: Unit): OpenUnit => ({
  account: accountOf(accounts, owner),
  merchant,
});

/** Why nothing may be read with the unit's credentials; `undefined` if they may be used. */
export const refusalOf = ({ account }: OpenUnit): string | undefined => otherModeOf(account);

/** The account of the rows: `default`, or `default/acct_1`. */
export const rowsAccountOf = ({ account, merchant }: Unit): string =>
  merchant ? `${account}/${merchant}` : account;

/** `stripe/default`, `stripe/default/acct_1`. */
export const nameOfUnit = (unit: Unit): string => `${unit.provider}/${rowsAccountOf(unit)}`;
