import { z } from 'zod';
import { compiled } from './compiled.ts';

/** A provider's identifier or status. Control characters and lone surrogates are refused, because Postgres cannot store them in `text` or `jsonb`. */
export const Word = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'contains control characters');

/** Returns the text if it is a valid `Word`, else `undefined`: for optional text whose errors must not fail the event. */
export const wordIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? compiled(Word).safeParse(value).data : undefined;

/**
 * A time in the one format that sorts as text: UTC with milliseconds, `2026-01-31T12:00:00.000Z`. The year is 1 or later, because
 * Postgres has no year 0.
 */
export const Timestamp = z.iso
  .datetime({ precision: 3 })
  .refine((text) => !text.startsWith('0000'), 'expected a year from 0001 to 9999')
  .meta({ description: 'UTC with milliseconds, `2026-01-31T12:00:00.000Z`.' });
