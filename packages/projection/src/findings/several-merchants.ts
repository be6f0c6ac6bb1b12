import type { Database } from '@payspool/db';
import { type Found, type Look, lookBackFrom } from './found.ts';

/** The highest number of merchant accounts that are counted for one endpoint account. */
const MOST = 100;

interface Merchant {
  readonly provider: string;
  /** The account of the endpoint. */
  readonly account: string;
  /** The provider's id of the merchant's account. */
  readonly merchant: string;
}

/**
 * Finds endpoint accounts that received events of more than one merchant account as their own within `LOOK_BACK_DAYS`, with the provider's
 * ids of these merchant accounts. It is no finding if the settings name all of them (`isNamed`). Each id is found with one index look-up,
 * however many events there are.
 */
export async function severalMerchants(
  db: Database,
  { now, limit, isNamed }: Look & { readonly isNamed: (merchant: Merchant) => boolean },
): Promise<Found> {
  const since = lookBackFrom(now);
  const rows = await db.$queryRaw<{ provider: string; account: string; merchants: string[] }[]>`
    WITH RECURSIVE owners (provider, account) AS (
      (SELECT provider, account FROM events ORDER BY provider, account LIMIT 1)
      UNION ALL
      SELECT next.provider, next.account FROM owners, LATERAL (
        SELECT provider, account FROM events
        WHERE (provider, account) > (owners.provider, owners.account) ORDER BY provider, account LIMIT 1
      ) AS next
    ),
    named (provider, account, merchant, number) AS (
      SELECT provider, account, (
        SELECT min(provider_account) FROM events
        WHERE events.provider = owners.provider AND events.account = owners.account
      ), 1
      FROM owners WHERE position('/' IN account) = 0
      UNION ALL
      SELECT provider, account, (
        SELECT min(provider_account) FROM events
        WHERE events.provider = named.provider AND events.account = named.account
          AND events.provider_account > named.merchant
      ), number + 1
      FROM named WHERE merchant IS NOT NULL AND number < ${MOST}
    ),
    several AS (
      SELECT provider, account FROM named WHERE merchant IS NOT NULL GROUP BY provider, account HAVING count(*) > 1
    ),
    recent AS (
      SELECT provider, account, merchant FROM named JOIN several USING (provider, account)
      WHERE merchant IS NOT NULL AND EXISTS (
        SELECT 1 FROM events
        WHERE events.provider = named.provider AND events.account = named.account
          AND events.provider_account = named.merchant AND events.received_at >= ${since})
    )
    SELECT provider, account, array_agg(merchant ORDER BY merchant) AS merchants
    FROM recent GROUP BY provider, account HAVING count(*) > 1
    ORDER BY provider, account`;
  const odd = rows.filter(({ provider, account, merchants }) =>
    merchants.some((merchant) => !isNamed({ provider, account, merchant })),
  );
  return {
    count: odd.length,
    refs: odd
      .slice(0, limit)
      .map(({ provider, account, merchants }) => `${provider}/${account} (${merchants.join(', ')})`),
  };
}
