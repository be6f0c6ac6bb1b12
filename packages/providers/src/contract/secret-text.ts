/** How several secrets are written, for the sentences that ask for it. */
export const AS_ARRAY = 'several secrets are written as a JSON array, newest first: ["new","old"]';

/** A text as it was given, taken apart. `listed`: each entry was written as one of a list, and is exactly what it says. */
export type SecretText =
  | { readonly entries: readonly string[]; readonly listed: boolean }
  | { readonly problem: string };

/**
 * Reads the one syntax in which secrets are written, in a variable and in a file: the text is one secret, less the white space of
 * ASCII around it; where it begins with `[` it is a JSON array of texts, each exactly one secret. Nothing else takes a text apart.
 */
export function readSecretText(given: string): SecretText {
  const text = trimAscii(given);
  if (text === '') return { entries: [], listed: false };
  if (!text.startsWith('[')) return { entries: [text], listed: false };
  const entries = parseJson(text);
  if (!Array.isArray(entries))
    return {
      problem:
        'begins with [ and is no JSON array of texts, ["new","old"]: did a shell take its quotation marks? A secret that begins with [ is written as the entry of one',
    };
  return entries.every((entry) => typeof entry === 'string')
    ? { entries, listed: true }
    : { problem: 'is a JSON array with something else than texts in it: expected ["new","old"]' };
}

/** Without the spaces, tabs and line ends that editors and shells leave around a text. What else may be around it was written. */
export const trimAscii = (text: string): string => text.replace(/^[ \t\r\n\f\v]+|[ \t\r\n\f\v]+$/g, '');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
