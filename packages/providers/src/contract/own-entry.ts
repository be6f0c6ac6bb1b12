/** The entry of a table for a key from outside. Only the table's own keys count, so `__proto__` has no entry. */
export const ownEntry = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
