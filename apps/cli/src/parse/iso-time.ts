import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

const IsoTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * Parses an option's value. It refuses a time without a zone, which would be a different time on another machine, and a time
 * before 1970, because Postgres has no year 0.
 */
export function isoTime(text: string): Date {
  const time = new Date(text);
  if (IsoTime.safeParse(text).success && time.getTime() >= 0) return time;
  throw new InvalidArgumentError('Expected a time like 2026-01-31T12:00:00Z.');
}
