/** One term as it was written, before its key and its values are looked at. */
export interface WrittenTerm {
  /** The character at which it begins, from 0. */
  readonly at: number;
  /** The whole term as it was written. */
  readonly text: string;
  readonly isNegative: boolean;
  /** `undefined` for a word without a key. */
  readonly key: string | undefined;
  /** At least one. */
  readonly values: readonly WrittenValue[];
  /** The quote at the end is missing. */
  readonly isOpen: boolean;
}

export interface WrittenValue {
  /** Without its quotes. */
  readonly text: string;
  /** A part of it was in quotes, so that its characters have no meaning of their own. */
  readonly isQuoted: boolean;
  /** It ended with a `*` outside of quotes, which `text` does not contain. */
  readonly hasStar: boolean;
}

/** A quoted part, in which `\"` is a quote and `\\` a backslash; the last quote may be missing. */
const QUOTED = String.raw`"(?:[^"\\]|\\.)*(?:"|\\?$)`;
const TERM = new RegExp(String.raw`(?:[^\s"]|${QUOTED})+`, 'gsu');
const VALUE = new RegExp(String.raw`((?:[^,"]|${QUOTED})*)(?:,|$)`, 'gsuy');
const PART = new RegExp(String.raw`${QUOTED}|[^"]+`, 'gsu');
const KEY = /^([A-Za-z][\w-]*):/;

/** Splits a filter at its spaces, its terms at the first colon, and their values at the commas: none of them within quotes. */
export function splitTerms(filter: string): WrittenTerm[] {
  return [...filter.matchAll(TERM)].map(({ 0: text, index: at }) => {
    const isNegative = text.startsWith('-') && text.length > 1;
    const rest = isNegative ? text.slice(1) : text;
    const [prefix = '', key] = KEY.exec(rest) ?? [];
    const written = rest.slice(prefix.length);
    return {
      at,
      text,
      isNegative,
      key: key?.toLowerCase(),
      values: splitValues(written),
      isOpen: isOpen(written),
    };
  });
}

function splitValues(written: string): WrittenValue[] {
  const found = [...written.matchAll(VALUE)].map(([, text = '']) => text);
  // The pattern also matches nothing at the end of the text; only after a comma this is a value.
  if (found.length > 1 && found.at(-1) === '' && !written.endsWith(',')) found.pop();
  return found.map(readValue);
}

function readValue(written: string): WrittenValue {
  const parts = [...written.matchAll(PART)].map(([part]) => part);
  const last = parts.at(-1);
  const hasStar = last !== undefined && !last.startsWith('"') && last.endsWith('*');
  const text = parts.map((part) => (part.startsWith('"') ? unquote(part) : part)).join('');
  return {
    text: hasStar ? text.slice(0, -1) : text,
    isQuoted: parts.some((part) => part.startsWith('"')),
    hasStar,
  };
}

const unquote = (part: string): string => part.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1');

const isOpen = (written: string): boolean =>
  [...written.matchAll(PART)].some(([part]) => part.startsWith('"') && !/^"(?:[^"\\]|\\.)*"$/su.test(part));

/** Characters that have a meaning in a value. */
const SPECIAL = /[\s",*\\]|^[<>-]|\.\.|^$/;

/** A text as a value of a term, in quotes if it needs them. */
export const quoted = (text: string): string =>
  SPECIAL.test(text) ? `"${text.replace(/["\\]/g, String.raw`\$&`)}"` : text;
