/** Prints one JSON document on stdout, and nothing else. Amounts are strings, because they may be too large for a number. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'bigint' ? entry.toString() : entry,
  );
  process.stdout.write(`${text}\n`);
}
