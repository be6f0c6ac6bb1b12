/**
 * The length of a billing period: whole calendar months if it begins and ends on the same day of the month, otherwise
 * milliseconds.
 */
export type PeriodLength = { readonly months: number } | { readonly ms: number };

/** Returns `undefined` if `end` is not later than `start`. */
export function lengthOf({
  start,
  end,
}: {
  readonly start: string;
  readonly end: string;
}): PeriodLength | undefined {
  const [from, to] = [new Date(start), new Date(end)];
  if (!(to.getTime() > from.getTime())) return undefined;
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  // A period from the 31st ends on the last day of a shorter month.
  const sameDay = months > 0 && dayOf(addMonths(from, months)) === dayOf(to);
  return sameDay ? { months } : { ms: to.getTime() - from.getTime() };
}

/**
 * Adds a length to `start`, in UTC. In a month that is too short, the day is the last one. Returns `undefined` beyond
 * the year 9999.
 */
export function addLength(start: string, length: PeriodLength): string | undefined {
  const from = new Date(start);
  const to = 'months' in length ? addMonths(from, length.months) : new Date(from.getTime() + length.ms);
  return Number.isNaN(to.getTime()) || to.getUTCFullYear() > 9999 ? undefined : to.toISOString();
}

function addMonths(date: Date, months: number): Date {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const moved = new Date(date);
  moved.setUTCFullYear(year, month, Math.min(date.getUTCDate(), lastDay));
  return moved;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
