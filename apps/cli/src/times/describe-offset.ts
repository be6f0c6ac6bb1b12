/** Describes the offset that must be added to the stored time: `05:30 too early`. */
export function describeOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)} too ${offsetMs > 0 ? 'early' : 'late'}`;
}
