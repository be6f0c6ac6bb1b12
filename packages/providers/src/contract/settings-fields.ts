import { z } from 'zod';

/** Marks a field whose value is redacted wherever settings are printed. */
const SECRET = { secret: true } as const;

/** One secret. */
export const secret = (description: string) =>
  z
    .string()
    .trim()
    .min(1)
    .meta({ description, ...SECRET });

/** Secrets, newest first: comma-separated in a variable, a list in YAML. Every entry is tried, so that rotating one loses nothing. */
export const secretList = (description: string) => list().meta({ description, ...SECRET });

/** Values that are no secret, comma-separated in a variable, a list in YAML. */
export const wordList = (description: string) => list().meta({ description });

/** A whole number, from text or number. */
export const wholeNumber = (
  description: string,
  { min, max }: { readonly min: number; readonly max: number },
) => z.coerce.number().int().min(min).max(max).meta({ description });

/** `true` or `false`. */
export const flag = (description: string) =>
  z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
    .meta({ description });

const list = () =>
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((entry) => entry.trim())
            .filter(Boolean)
        : value,
    z.array(Entry).max(32).default([]),
  );

/** A secret a line would be one that nobody signs with, and every delivery refused; so would a file in UTF-16. */
const Entry = z
  .string()
  .min(1)
  .regex(/^\P{Cc}*$/u, 'holds a line break or another control character: entries are separated by commas');
