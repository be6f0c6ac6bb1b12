/** Every order of the items; n! of them. */
export function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  const [first, ...others] = items;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const order of permutations(others)) {
    for (let place = 0; place <= order.length; place += 1) yield order.toSpliced(place, 0, first);
  }
}
