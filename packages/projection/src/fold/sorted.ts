/** Counts the first entries, of a sorted list, for which `isBehind` is false. Expects that it is true for all others. */
export function countBefore<Entry>(
  sorted: readonly Entry[],
  isBehind: (entry: Entry) => boolean,
  of: number = sorted.length,
): number {
  let [low, high] = [0, of];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = sorted[middle];
    if (entry !== undefined && !isBehind(entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}
