import type { AccountState } from './fake-account.ts';
import { entriesOf, type Fields } from './generations.ts';

/** The object with an included one in each place that the paths name: `latest_charge.refunds`. */
export const included = (account: AccountState, object: Fields, paths: readonly string[]): Fields =>
  paths.reduce((whole, path) => include(account, whole, path.split('.')) as Fields, object);

function include(account: AccountState, value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  const owner = value as Fields;
  if (Array.isArray(owner[key]) && key === 'data')
    return { ...owner, data: entriesOf(owner).map((entry) => include(account, entry, rest)) };
  return { ...owner, [key]: include(account, beside(account, owner, key), rest) };
}

function beside(account: AccountState, owner: Fields, key: string): unknown {
  const { id } = owner;
  if (key === 'refunds') return listOf(account.belonging({ kind: 'refund', field: 'charge', id }));
  if (key === 'payments') return listOf(account.belonging({ kind: 'invoice_payment', field: 'invoice', id }));
  const value = owner[key];
  return typeof value === 'string' ? (account.object(value) ?? value) : value;
}

/** Lists inside of objects have ten entries at most. */
const listOf = (entries: readonly Fields[]) => ({
  object: 'list',
  data: entries.slice(0, 10),
  has_more: entries.length > 10,
});
