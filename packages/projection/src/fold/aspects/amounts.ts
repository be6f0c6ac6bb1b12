/** What a move from one amount to another is called. One that stands on nothing any more gives nothing back: another aspect says why. */
export function moved<Up, Down>(
  from: string,
  to: string,
  { up, down }: { readonly up: Up; readonly down: Down },
): Up | Down | undefined {
  const [before, after] = [BigInt(from), BigInt(to)]; // '' is 0
  if (to === '' || before === after) return undefined;
  return after > before ? up : down;
}
