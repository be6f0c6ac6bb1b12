/** Maximum length of an unknown status in a warning. */
const MAX_WORD = 40;

/** Warns of a status that is not in the table; an absent status gives no warning. */
export function unknownWord(
  subject: string,
  word: string | undefined,
  known: Readonly<Record<string, unknown>>,
): string[] {
  if (word === undefined || Object.hasOwn(known, word.toUpperCase())) return [];
  return [`unknown ${subject} ${JSON.stringify(word.slice(0, MAX_WORD))}`];
}

/** The table's entry for a status in upper or lower case: v1 writes `completed`, v2 `COMPLETED`. */
export const lookUpWord = <Value>(
  table: Readonly<Record<string, Value>>,
  word: string | undefined,
): Value | undefined =>
  word !== undefined && Object.hasOwn(table, word.toUpperCase()) ? table[word.toUpperCase()] : undefined;
