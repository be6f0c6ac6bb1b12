import { type Reader, sql } from '@payspool/db/reader';
import { aggregatesOfRefs } from '../owners.ts';
import { aggregatesWith } from './owned-rows.ts';
import type { PurchaseKind, PurchaseName } from './purchase-row.ts';

/** The most purchases that one id is followed to. */
const MOST = 20;

/** How an id names a purchase: it is its own id, another id that leads to it, or the merchant's. */
export interface Located extends PurchaseName {
  readonly by: 'ref' | 'alias' | 'merchant';
}

/**
 * The orders or subscriptions that an id names: the provider's id of the purchase, any id of a part of it (`aliases`), or the merchant's own.
 * If it is the own id of some, others are left out. One statement.
 */
export async function locatePurchase(
  reader: Reader,
  kind: PurchaseKind,
  id: string,
  {
    provider,
    account,
  }: { readonly provider?: string | undefined; readonly account?: string | undefined } = {},
): Promise<Located[]> {
  if (id === '' || id.includes('\0')) return [];
  const [table, ref] =
    kind === 'order'
      ? (['orders', sql`t.order_ref`] as const)
      : (['subscriptions', sql`t.subscription_ref`] as const);
  const from = kind === 'order' ? sql`orders AS t` : sql`subscriptions AS t`;
  const found = await reader.query<Omit<Located, 'kind'>>(sql`
    SELECT t.provider, t.account, ${ref} AS ref, CASE WHEN ${ref} = ${id} THEN 'ref' ELSE 'alias' END AS by
    FROM ${from} WHERE t.aggregate_id = ANY (ARRAY${aggregatesOfRefs([id])})
      AND (${provider}::text IS NULL OR t.provider = ${provider}) AND (${account}::text IS NULL OR t.account = ${account})
    UNION ALL
    SELECT t.provider, t.account, ${ref}, 'merchant'
    FROM ${from} WHERE t.aggregate_id = ANY (ARRAY${aggregatesWith(table, 'merchant_ref', [id])}) AND t.merchant_ref = ${id}
      AND (${provider}::text IS NULL OR t.provider = ${provider}) AND (${account}::text IS NULL OR t.account = ${account})
    LIMIT ${MOST}`);
  const unique = found.filter(
    (row, place) => found.findIndex((other) => nameOf(other) === nameOf(row)) === place,
  );
  const own = unique.filter(({ by }) => by === 'ref');
  return (own.length > 0 ? own : unique).map((row) => ({ kind, ...row }));
}

const nameOf = ({ provider, account, ref }: Omit<PurchaseName, 'kind'>): string =>
  `${provider}/${account}/${ref}`;
