const DAY_MS = 86_400_000;

/** The span of `days` whole days by UTC, of which `day` is the last: `from` its beginning, `to` the beginning of the next day. */
export function daysUntil(day: Date, days: number): { readonly from: Date; readonly to: Date } {
  const start = Math.floor(day.getTime() / DAY_MS) * DAY_MS;
  return { from: new Date(start - (days - 1) * DAY_MS), to: new Date(start + DAY_MS) };
}
