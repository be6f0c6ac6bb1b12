import { empty, join, raw, sql, type Sql } from '@payspool/db/reader';

/** Which accounts a user may see: all of them, or those in a list. An empty list is none. */
export type Scope = 'all' | readonly ScopedAccount[];

/** One account with its connected accounts, or all accounts of a provider. */
export interface ScopedAccount {
  readonly provider: string;
  /** `undefined`: every account of the provider. */
  readonly account?: string | undefined;
}

/** Whether a row of this provider and account may be seen. */
export function isInScope(
  scope: Scope,
  { provider, account }: { provider: string; account: string },
): boolean {
  if (scope === 'all') return true;
  return scope.some(
    (allowed) =>
      allowed.provider === provider &&
      (allowed.account === undefined ||
        allowed.account === account ||
        account.startsWith(`${allowed.account}/`)),
  );
}

/**
 * The same as a condition of SQL, for the list's table: `inScope(scope, 'e')` is about `e.provider` and `e.account`. It is `true` for
 * all accounts and `false` for none, so that it can be joined by AND.
 */
export function inScope(scope: Scope, alias?: string): Sql {
  if (scope === 'all') return sql`true`;
  if (scope.length === 0) return sql`false`;
  const table = alias === undefined ? empty : raw(`${alias}.`);
  const conditions = scope.map(({ provider, account }) =>
    account === undefined
      ? sql`${table}provider = ${provider}`
      : sql`(${table}provider = ${provider} AND (${table}account = ${account} OR starts_with(${table}account, ${`${account}/`})))`,
  );
  return sql`(${join(conditions, ' OR ')})`;
}
