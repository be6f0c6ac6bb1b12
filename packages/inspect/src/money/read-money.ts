import { raw, type Reader, sql, type Sql } from '@payspool/db/reader';
import { inScope, type Scope } from '../scope.ts';

/** What came in and went out on one day (UTC) in one account and currency, by the provider's time. */
export interface MoneyOfDay {
  /** `2026-01-31` */
  readonly day: string;
  readonly provider: string;
  readonly account: string;
  /** The account's mode on that day; at its end, if it changed. Null if the events do not state it. */
  readonly mode: 'live' | 'test' | null;
  /** Null if no event named the amounts. */
  readonly currency: string | null;
  readonly exponent: number | null;
  /** Gross sum of the payments that succeeded, and their number. */
  readonly paidMinor: bigint;
  readonly payments: number;
  readonly refundedMinor: bigint;
  readonly refunds: number;
  /** Sum of the disputes that were lost. */
  readonly chargedBackMinor: bigint;
  readonly chargebacks: number;
  /** `paidMinor` minus `refundedMinor` minus `chargedBackMinor`: it may be negative. */
  readonly netMinor: bigint;
  /** Those whose amount is not known, which no sum contains. */
  readonly withoutAmount: number;
}

/** The longest span that is read at once. */
export const MOST_DAYS = 92;

/**
 * Reads what came in from `from` until before `to`, in whole days by UTC, the newest day first. One statement, by the index on the time of
 * payments, refunds and disputes.
 *
 * @throws {RangeError} if the span is longer than `MOST_DAYS`
 */
export async function readMoney(
  reader: Reader,
  { from, to, scope = 'all' }: { readonly from: Date; readonly to: Date; readonly scope?: Scope },
): Promise<MoneyOfDay[]> {
  if (to.getTime() - from.getTime() > MOST_DAYS * 86_400_000)
    throw new RangeError(`money is read for at most ${MOST_DAYS} days at once`);
  const rows = await reader.query<StoredMoney>(statement({ from, to, scope }));
  return rows.map(({ payments, refunds, chargebacks, withoutAmount, ...row }) => ({
    ...row,
    payments: Number(payments),
    refunds: Number(refunds),
    chargebacks: Number(chargebacks),
    withoutAmount: Number(withoutAmount),
    netMinor: row.paidMinor - row.refundedMinor - row.chargedBackMinor,
  }));
}

type Counts = 'payments' | 'refunds' | 'chargebacks' | 'withoutAmount';
type StoredMoney = Omit<MoneyOfDay, Counts | 'netMinor'> & Readonly<Record<Counts, bigint>>;

function statement({ from, to, scope }: { from: Date; to: Date; scope: Scope }): Sql {
  const moved = (table: string, kind: string, status: string): Sql => sql`
    SELECT ${kind}::text AS kind, (t.occurred_at AT TIME ZONE 'UTC')::date AS day, t.provider, t.account, t.currency, t.exponent,
      sum(t.amount_minor) AS amount, count(*) AS count, count(*) FILTER (WHERE t.amount_minor IS NULL) AS unknown,
      max(t.aggregate_id) AS latest
    FROM ${raw(table)} AS t
    WHERE t.status = ${status} AND t.occurred_at >= ${from}::timestamptz AND t.occurred_at < ${to}::timestamptz
      AND ${inScope(scope, 't')}
    GROUP BY 2, 3, 4, 5, 6`;
  const sumOf = (kind: string): Sql => sql`coalesce(sum(amount) FILTER (WHERE kind = ${kind}), 0)`;
  const countOf = (kind: string): Sql => sql`coalesce(sum(count) FILTER (WHERE kind = ${kind}), 0)::bigint`;
  return sql`
    SELECT to_char(m.day, 'YYYY-MM-DD') AS day, m.provider, m.account, m.currency, m.exponent, "paidMinor", payments,
      "refundedMinor", refunds, "chargedBackMinor", chargebacks, "withoutAmount",
      (SELECT mode FROM events WHERE aggregate_id = m.latest ORDER BY id DESC LIMIT 1) AS mode
    FROM (
      SELECT day, provider, account, currency, exponent,
        ${sumOf('payment')} AS "paidMinor", ${countOf('payment')} AS payments,
        ${sumOf('refund')} AS "refundedMinor", ${countOf('refund')} AS refunds,
        ${sumOf('dispute')} AS "chargedBackMinor", ${countOf('dispute')} AS chargebacks,
        sum(unknown)::bigint AS "withoutAmount", max(latest) AS latest
      FROM (
        ${moved('payments', 'payment', 'succeeded')}
        UNION ALL ${moved('refunds', 'refund', 'succeeded')}
        UNION ALL ${moved('disputes', 'dispute', 'lost')}
      ) AS each
      GROUP BY day, provider, account, currency, exponent
    ) AS m
    ORDER BY m.day DESC, m.provider, m.account, m.currency`;
}

/** The sums of several days in one currency and mode. */
export interface MoneyTotal extends Omit<MoneyOfDay, 'day' | 'provider' | 'account'> {
  readonly days: number;
}

/**
 * Adds days up, for each mode and currency. Providers count one currency with different decimals, Apple in thousandths: the sum has the most.
 * Amounts whose decimals are not known cannot be added to others.
 */
export function totalsOf(rows: readonly MoneyOfDay[]): MoneyTotal[] {
  const totals = new Map<string, { total: MoneyTotal; days: Set<string>; fewest: number }>();
  for (const row of rows) {
    const key = JSON.stringify([row.mode, row.currency, row.currency === null || row.exponent === null]);
    const earlier = totals.get(key);
    const days = (earlier?.days ?? new Set()).add(row.day);
    const exponent = Math.max(row.exponent ?? 0, earlier?.total.exponent ?? 0);
    const total = added(inExponent(row, exponent), earlier && inExponent(earlier.total, exponent));
    const fewest = Math.min(row.exponent ?? 0, earlier?.fewest ?? Infinity);
    totals.set(key, { days, fewest, total: { ...total, days: days.size } });
  }
  return [...totals.values()].map(({ total, fewest }) => inFewest(total, fewest));
}

/** The same amounts without zeros at their ends, with so many decimals at least: 54.910 and 20.00 are 74.91. */
function inFewest(total: MoneyTotal, fewest: number): MoneyTotal {
  const { exponent, paidMinor, refundedMinor, chargedBackMinor, netMinor } = total;
  if (exponent === null || exponent <= fewest) return total;
  if ([paidMinor, refundedMinor, chargedBackMinor].some((amount) => amount % 10n !== 0n)) return total;
  const fewer = {
    ...total,
    exponent: exponent - 1,
    paidMinor: paidMinor / 10n,
    refundedMinor: refundedMinor / 10n,
    chargedBackMinor: chargedBackMinor / 10n,
    netMinor: netMinor / 10n,
  };
  return inFewest(fewer, fewest);
}

/** The same amounts with so many decimals, or more than they have. Amounts whose decimals are not known stay as they are. */
export function inExponent<Sums extends Omit<MoneyTotal, 'days'>>(sums: Sums, exponent: number | null): Sums {
  if (sums.exponent === null || exponent === null || sums.exponent >= exponent) return sums;
  const factor = 10n ** BigInt(exponent - sums.exponent);
  const { paidMinor, refundedMinor, chargedBackMinor, netMinor } = sums;
  return {
    ...sums,
    exponent,
    paidMinor: paidMinor * factor,
    refundedMinor: refundedMinor * factor,
    chargedBackMinor: chargedBackMinor * factor,
    netMinor: netMinor * factor,
  };
}

const added = (
  { day: _day, provider: _provider, account: _account, ...row }: MoneyOfDay,
  to: MoneyTotal | undefined,
): Omit<MoneyTotal, 'days'> =>
  to === undefined
    ? row
    : {
        mode: row.mode,
        currency: row.currency,
        exponent: row.exponent,
        paidMinor: to.paidMinor + row.paidMinor,
        payments: to.payments + row.payments,
        refundedMinor: to.refundedMinor + row.refundedMinor,
        refunds: to.refunds + row.refunds,
        chargedBackMinor: to.chargedBackMinor + row.chargedBackMinor,
        chargebacks: to.chargebacks + row.chargebacks,
        netMinor: to.netMinor + row.netMinor,
        withoutAmount: to.withoutAmount + row.withoutAmount,
      };
