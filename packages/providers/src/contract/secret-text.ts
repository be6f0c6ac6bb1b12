/** The syntax of several secrets, for messages. */
export const AS_ARRAY = 'write several secrets as a JSON array, newest first: ["new","old"]';

/** The secrets of a text. `listed`: the text was a list, and each entry is exactly one secret. */
export type SecretText =
  | { readonly entries: readonly string[]; readonly listed: boolean }
  | { readonly problem: string };

/**
 * Reads the syntax of secrets in a variable or file. The text is one secret, without the ASCII white space around it. If it
 * begins with `[`, it is a JSON array of texts, each exactly one secret. No other text is split.
 */
export function readSecretText(given: string): SecretText {
  const text = trimAscii(given);
  if (text === '') return { entries: [], listed: false };
  if (!text.startsWith('[')) return { entries: [text], listed: false };
  const entries = parseJson(text);
  if (!Array.isArray(entries))
    return {
      problem:
        'begins with [ but is not a JSON array of texts, ["new","old"]: did a shell remove its quotation marks? Write a secret that begins with [ as the entry of an array',
    };
  return entries.every((entry) => typeof entry === 'string')
    ? { entries, listed: true }
    : { problem: 'is a JSON array with other values than texts: expected ["new","old"]' };
}

/** Removes the spaces, tabs and line ends that editors and shells leave around a text. Other characters are kept. */
export const trimAscii = (text: string): string => text.replace(/^[ \t\r\n\f\v]+|[ \t\r\n\f\v]+$/g, '');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
