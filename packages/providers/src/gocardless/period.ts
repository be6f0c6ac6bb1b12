import { ownEntry } from '../contract/index.ts';
import type { Subscription } from './schema.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MONTHS: Readonly<Record<string, number>> = { monthly: 1, yearly: 12 };

/**
 * The period that a payment of a subscription pays for: from its charge date, for the interval of the subscription. GoCardless states
 * no periods. `undefined` without a charge date; without a known interval the period has no end.
 */
export function periodOf(
  chargeDate: string | undefined,
  { interval, interval_unit: unit = '' }: Subscription,
): { readonly start: string; readonly end?: string } | undefined {
  const from =
    chargeDate !== undefined && DATE.test(chargeDate) ? new Date(`${chargeDate}T00:00:00Z`) : NEVER;
  if (Number.isNaN(from.getTime()) || from.getUTCFullYear() < 1) return undefined;
  const start = from.toISOString();
  if (interval === undefined) return { start };
  if (unit === 'weekly') return { start, end: new Date(from.getTime() + interval * WEEK_MS).toISOString() };
  const months = ownEntry(MONTHS, unit);
  return months === undefined ? { start } : { start, end: monthsLater(from, interval * months) };
}

const NEVER = new Date(Number.NaN);
const WEEK_MS = 7 * 86_400_000;

/** The same day of a later month, or its last day if the month is shorter. */
function monthsLater(from: Date, months: number): string {
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay))).toISOString();
}
