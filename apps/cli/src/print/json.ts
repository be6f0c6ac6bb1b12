/** One JSON document on stdout, and nothing else there. Amounts are strings: they may exceed what a number holds. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'bigint' ? entry.toString() : entry,
  );
  process.stdout.write(`${text}\n`);
}
