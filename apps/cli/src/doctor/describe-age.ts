const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** Milliseconds as `26 h`, in the largest unit that fits at least twice. */
export function describeAge(ms: number): string {
  const unit = UNITS.find(([, size]) => ms >= 2 * size);
  return unit ? `${Math.floor(ms / unit[1])} ${unit[0]}` : `${Math.floor(ms / 1000)} s`;
}
