import type { Check } from './check.ts';
import { type Finding, ok, warning } from './finding.ts';

const NAME = 'other currencies';
const DAYS = 30;

/** Finds refunds and lost disputes in another currency than the payment. They have rows, but no sum can include them. */
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
    ? ok(NAME, `no refund or lost dispute in another currency in ${DAYS} days`)
    : warning(
        NAME,
        `${count} refunds and lost disputes of the last ${DAYS} days have another currency than their payment and are in no sum, for example ${example}`,
        'look at their rows in `refunds` and `disputes`, and adjust the affected orders by hand',
      );
