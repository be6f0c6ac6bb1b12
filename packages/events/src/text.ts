import { z } from 'zod';
import { compiled } from './compiled.ts';

/** A provider's identifier or word. Control characters and lone surrogates are refused: Postgres stores neither in `text` nor in `jsonb`. */
export const Word = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'contains control characters');

/** What holds a `Word`, else `undefined`: for text that is worth keeping, and not worth failing for. */
export const wordIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? compiled(Word).safeParse(value).data : undefined;

/** A moment in the one spelling that sorts as text: UTC with milliseconds, `2026-01-31T12:00:00.000Z`. From the year 1 on: Postgres has no year 0. */
export const Timestamp = z.iso
  .datetime({ precision: 3 })
  .refine((text) => !text.startsWith('0000'), 'expected a year from 0001 to 9999')
  .meta({ description: 'UTC with milliseconds, `2026-01-31T12:00:00.000Z`.' });
