import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';

/** Absent, `null` or empty: providers write any of these for "none". */
export const isNone = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The text of a number that `parseLosslessBody` has kept; any other value stays as it is. */
export const numberAsText = (value: unknown): unknown =>
  value instanceof LosslessNumber ? value.value : value;

/** An optional field that decides about money or its owner: none if it is absent, `null` or empty. An invalid value is a violation. */
export const decidingField = <Output>(schema: z.ZodType<Output>) =>
  z.preprocess((value) => (isNone(value) ? undefined : value), schema.optional());

/**
 * An optional field that decides nothing. An invalid value is left out, so that it does not make an event about money fail;
 * `unreadFields` names the field for a warning.
 */
export const optionalField = <Output>(schema: z.ZodType<Output>) => decidingField(schema).catch(undefined);

/** The fields of an object that are present in `given` but invalid, and therefore left out of `read`. */
export const unreadFields = (given: unknown, read: Readonly<Record<string, unknown>>): string[] =>
  typeof given === 'object' && given !== null
    ? Object.keys(read).filter(
        (field) =>
          read[field] === undefined && Object.hasOwn(given, field) && !isNone((given as typeof read)[field]),
      )
    : [];

/** The warning about a field that was left out: its path, never its value. */
export const leftOut = (path: string): string => `${path} has an invalid form and was left out`;

/** The warning about a status that is not in the provider's table. The state does not change. */
export const unknownWord = (what: string, word: string | undefined): string =>
  `unknown ${what} ${JSON.stringify(word?.slice(0, MAX_WORD) ?? null)}`;

/** Maximum length of an unknown status in a warning. */
const MAX_WORD = 40;
