import { fromDate } from '../../contract/index.ts';

const INTERVAL = /^(\d{1,3}) (day|week|month)s?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

/**
 * When the payment after this one is due: the first due date after the day of the payment, at the payment's time of the day. The
 * due dates are `startDate` and every `interval` after it ("1 month", "14 days"; docs.mollie.com/reference/create-subscription).
 * In a month that is too short the last day counts; Mollie documents no rule for that.
 *
 * @param paidFrom the time of the payment, in the canonical format
 * @returns `undefined` if the date or the interval cannot be read
 */
export function dueAfter({
  startDate = '',
  interval = '',
  paidFrom,
}: {
  readonly startDate: string | undefined;
  readonly interval: string | undefined;
  readonly paidFrom: string;
}): string | undefined {
  const [, count = '', unit] = INTERVAL.exec(interval) ?? [];
  const [, year = '', month = '', day = ''] = DATE.exec(startDate) ?? [];
  const every = Number(count);
  const start = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (every === 0 || year === '' || Number.isNaN(start)) return undefined;
  const paid = new Date(paidFrom);
  const midnight = Date.UTC(paid.getUTCFullYear(), paid.getUTCMonth(), paid.getUTCDate());
  const due =
    unit === 'month'
      ? monthly({ year: Number(year), month: Number(month) - 1, day: Number(day) }, { every, midnight })
      : start + stepsAfter(start, midnight, every * (unit === 'week' ? 7 : 1) * DAY_MS);
  return fromDate(new Date(due + (paid.getTime() - midnight)));
}

/** The first multiple of `step` that leads from `start` beyond `midnight`. */
const stepsAfter = (start: number, midnight: number, step: number): number =>
  (midnight < start ? 0 : Math.floor((midnight - start) / step) + 1) * step;

function monthly(
  start: { readonly year: number; readonly month: number; readonly day: number },
  { every, midnight }: { readonly every: number; readonly midnight: number },
): number {
  const after = new Date(midnight);
  const months = (after.getUTCFullYear() - start.year) * 12 + after.getUTCMonth() - start.month;
  const first = Math.max(0, Math.floor(months / every)) * every;
  const found = [first, first + every].map((count) => monthsLater(start, count));
  return found.find((due) => due > midnight) ?? monthsLater(start, first + 2 * every);
}

function monthsLater(
  { year, month, day }: { readonly year: number; readonly month: number; readonly day: number },
  months: number,
): number {
  const last = new Date(Date.UTC(year, month + months + 1, 0)).getUTCDate();
  return Date.UTC(year, month + months, Math.min(day, last));
}
