/**
 * Returns the topic of a changed amount. Returns `undefined` if it is the same, or if it has no value any more: another
 * aspect publishes the reason.
 */
export function moved<Up, Down>(
  from: string,
  to: string,
  { up, down }: { readonly up: Up; readonly down: Down },
): Up | Down | undefined {
  const [before, after] = [BigInt(from), BigInt(to)]; // '' is 0
  if (to === '' || before === after) return undefined;
  return after > before ? up : down;
}
