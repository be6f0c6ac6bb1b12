import type { Check } from './check.ts';
import { type Finding, ok, warning } from './finding.ts';

const NAME = 'other currencies';
const DAYS = 30;

/** Money that went back in another currency than it was paid in: the rows have it, and no sum can. */
export const otherCurrencies: Check = {
  name: NAME,
  run: async ({ database, now }) => {
    const since = new Date(now().getTime() - DAYS * 86_400_000);
    const [row] = await database().$queryRaw<{ count: number; example: string | null }[]>`
      SELECT count(*)::int AS count, min(returned.ref) AS example
      FROM (
        SELECT provider, account, payment_ref, currency, refund_ref AS ref
        FROM refunds WHERE status = 'succeeded' AND occurred_at >= ${since}
        UNION ALL
        SELECT provider, account, payment_ref, currency, dispute_ref AS ref
        FROM disputes WHERE status = 'lost' AND occurred_at >= ${since}
      ) AS returned
      JOIN payments USING (provider, account, payment_ref)
      WHERE payments.currency <> returned.currency`;
    return [otherCurrenciesFinding(row?.count ?? 0, row?.example ?? '')];
  },
};

const otherCurrenciesFinding = (count: number, example: string): Finding =>
  count === 0
    ? ok(NAME, `nothing went back in another currency in ${DAYS} days`)
    : warning(
        NAME,
        `${count} refunds and lost disputes in ${DAYS} days are in no sum, among them ${example}`,
        'look at their rows in `refunds` and `disputes`, and settle what they take from their orders by hand',
      );
