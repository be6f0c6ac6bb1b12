/** Groups entries that share a reference, directly or through others, in the order of their first entries. */
export function componentsOf<Entry>(
  entries: readonly Entry[],
  referencesOf: (entry: Entry) => readonly string[],
): Entry[][] {
  const parent = new Map<string, string>();
  const rootOf = (reference: string): string => {
    const above = parent.get(reference) ?? reference;
    if (above === reference) return reference;
    const root = rootOf(above);
    parent.set(reference, root);
    return root;
  };
  for (const entry of entries) {
    const [first, ...others] = referencesOf(entry);
    for (const other of others) if (first !== undefined) parent.set(rootOf(other), rootOf(first));
  }
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const [first] = referencesOf(entry);
    if (first === undefined) continue;
    const group = groups.get(rootOf(first));
    if (group) group.push(entry);
    else groups.set(rootOf(first), [entry]);
  }
  return [...groups.values()];
}
