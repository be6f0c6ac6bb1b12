/** A table's entry under a word that came from outside: only its own keys count, `__proto__` is nobody's. */
export const ownEntry = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
