/**
 * The start of a day in a time zone, in the canonical format: Square writes the days of invoices and subscriptions as `2026-03-02`
 * in the time zone of the seller's location.
 *
 * @param timeZone an IANA name; UTC if it is absent or unknown
 * @param daysLater days to add
 * @returns `undefined` if the text is not a day
 */
export function startOfDay(
  day: string | null | undefined,
  { timeZone, daysLater = 0 }: { readonly timeZone?: string | undefined; readonly daysLater?: number } = {},
): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '')?.map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const given = new Date(Date.UTC(year, month - 1, date));
  if (given.getUTCMonth() !== month - 1 || year < 1970) return undefined;
  const wall = given.getTime() + daysLater * 86_400_000;
  const clock = clockOf(timeZone);
  // The offset at the wall time in UTC is a guess; on the day of a clock change it differs from the one at the result.
  const guess = wall - offsetAt(clock, wall);
  return new Date(wall - offsetAt(clock, guess)).toISOString();
}

/** One formatter for each zone, because a formatter takes long to make. Only names that exist are kept. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone = 'UTC'): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(timeZone, made);
    return made;
  } catch {
    return clockOf('UTC');
  }
}

/** Milliseconds by which a clock is ahead of UTC. */
function offsetAt(clock: Intl.DateTimeFormat, at: number): number {
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}
