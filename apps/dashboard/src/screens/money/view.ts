import { inExponent, type MoneyOfDay, type MoneyTotal, totalsOf } from '@payspool/inspect';
import { bars } from '../../html/bars.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import { decimalText, money } from '../../html/money.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { type Column, table } from '../../html/table.ts';

/** The numbers of days that can be chosen. */
export const SPANS: readonly number[] = [7, 1, 30, 90];
const DAY_MS = 86_400_000;

export interface MoneyViewOptions {
  readonly rows: readonly MoneyOfDay[];
  readonly from: Date;
  readonly to: Date;
  readonly days: number;
  readonly now: Date;
}

/** What came in per day, account and currency. Test mode stands apart. */
export function moneyView({ rows, from, to, days, now }: MoneyViewOptions): PageContent {
  const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
  const last = dayOf(new Date(to.getTime() - DAY_MS));
  const to_ = (day: string | undefined, span: number): string => href.money({ day, days: span });
  const isToday = last === dayOf(now);
  const live = rows.filter(({ mode }) => mode !== 'test');
  const test = rows.filter(({ mode }) => mode === 'test');
  const allDays = Array.from({ length: days }, (_, place) =>
    dayOf(new Date(from.getTime() + place * DAY_MS)),
  );
  return {
    title: 'Money',
    command: ['money', '--day', last, '--days', String(days)],
    body: html`<p>
        What succeeded from ${dayOf(from)} to ${last}, whole days by UTC, by the time of the provider. Refunds
        and lost disputes count on the day on which they happened.
      </p>
      <p class="terms">
        ${SPANS.toSorted((a, b) => a - b).map((span) => html`<a href="${to_(isToday ? undefined : last, span)}" ${span === days ? html` aria-current="true"` : nothing}>${span === 1 ? '1 day' : `${span} days`}</a>`)}
        <a rel="next" href="${to_(dayOf(new Date(from.getTime() - DAY_MS)), days)}">earlier</a>
        ${isToday ? nothing : html`<a rel="prev" href="${to_(dayOf(new Date(Math.min(to.getTime() + (days - 1) * DAY_MS, now.getTime()))), days)}">later</a>`}
      </p>
      ${rows.length === 0 ? html`<div class="empty">No payment succeeded in this time, and no money went back.</div>` : nothing}
      ${live.length > 0 ? modeView(live, allDays) : nothing}
      ${
        test.length > 0
          ? html`<h2>${status('test')} No real money</h2>
              ${modeView(test, allDays)}`
          : nothing
      }`,
  };
}

function modeView(rows: readonly MoneyOfDay[], days: readonly string[]): Html {
  return html`${totalsOf(rows).map((total) => currencyView(total, rows, days))}
  ${table<MoneyOfDay>({
    caption: 'By day, account and currency',
    isCaptionShown: true,
    rows,
    columns: [
      { label: 'day', isHead: true, cell: ({ day }) => day },
      {
        label: 'account',
        cell: ({ provider, account }) =>
          html`<a href="${href.account({ provider, account })}">${provider}/${account}</a>`,
      },
      ...SUMS,
    ],
  })}`;
}

/** The total of one currency, and its bars. */
function currencyView(total: MoneyTotal, rows: readonly MoneyOfDay[], days: readonly string[]): Html {
  const { currency, exponent, netMinor, paidMinor, payments } = total;
  const all = rows.filter(
    (row) => row.currency === currency && (row.exponent === null) === (exponent === null),
  );
  const most = Math.max(...all.map((row) => row.exponent ?? 0));
  const own = all.map((row) => inExponent(row, most));
  const name = currency ?? 'an unknown currency';
  const text = (minor: bigint): string => decimalText(minor, exponent ?? 0);
  return html`<h2>${name}: ${money({ minor: netMinor, exponent, currency })} net</h2>
    ${bars({
      sentence: `${text(paidMinor)} ${name} by ${payments} payment${payments === 1 ? '' : 's'}: what was kept and what went back, by day, in % of the best day`,
      series: [
        { name: 'kept', tone: 'good' },
        { name: 'went back', tone: 'bad' },
      ],
      bars: heights(own, days).map(({ day, kept, back }) => ({
        label: day,
        values: [kept, back],
        href: href.money({ day, days: 1 }),
      })),
    })}
    ${table({ caption: `Sums in ${name}`, rows: [total], columns: [{ label: 'days with money', isHead: true, cell: ({ days: count }) => count }, ...SUMS] })}`;
}

type Sums = Pick<
  MoneyOfDay,
  | 'paidMinor'
  | 'payments'
  | 'refundedMinor'
  | 'refunds'
  | 'chargedBackMinor'
  | 'chargebacks'
  | 'netMinor'
  | 'withoutAmount'
  | 'currency'
  | 'exponent'
>;

const sumColumn = (
  label: string,
  minor: (row: Sums) => bigint,
  count?: (row: Sums) => number,
): Column<Sums> => ({
  label,
  isNumber: true,
  cell: (row) =>
    html`${money({ minor: minor(row), exponent: row.exponent, currency: row.currency })}${count ? html` <small>${count(row)}</small>` : nothing}`,
});

const SUMS: readonly Column<Sums>[] = [
  sumColumn(
    'came in',
    ({ paidMinor }) => paidMinor,
    ({ payments }) => payments,
  ),
  sumColumn(
    'refunded',
    ({ refundedMinor }) => refundedMinor,
    ({ refunds }) => refunds,
  ),
  sumColumn(
    'charged back',
    ({ chargedBackMinor }) => chargedBackMinor,
    ({ chargebacks }) => chargebacks,
  ),
  sumColumn('net', ({ netMinor }) => netMinor),
  {
    label: 'amount unknown',
    isNumber: true,
    cell: ({ withoutAmount }) => (withoutAmount === 0 ? nothing : withoutAmount),
  },
];

/** The heights of the bars in hundredths of the best day, because amounts may be larger than a number can hold exactly. */
function heights(rows: readonly MoneyOfDay[], days: readonly string[]) {
  const sums = days.map((day) => {
    const own = rows.filter((row) => row.day === day);
    const back = own.reduce((sum, row) => sum + row.refundedMinor + row.chargedBackMinor, 0n);
    const paid = own.reduce((sum, row) => sum + row.paidMinor, 0n);
    return { day, kept: paid > back ? paid - back : 0n, back };
  });
  const most = sums.reduce((best, { kept, back }) => (kept + back > best ? kept + back : best), 1n);
  return sums.map(({ day, kept, back }) => ({
    day,
    kept: Number((kept * 100n) / most),
    back: Number((back * 100n) / most),
  }));
}
