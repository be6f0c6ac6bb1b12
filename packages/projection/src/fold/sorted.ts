/** How many of sorted entries come before a place: the first entry of which `isBehind` is true, and all later ones, come behind it. */
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
