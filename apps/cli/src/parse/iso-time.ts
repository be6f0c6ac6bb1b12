import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

const IsoTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * Parses an option's value. Refused are a time without a zone, which would mean another moment on another machine, and one before
 * 1970: Postgres knows no year 0.
 */
export function isoTime(text: string): Date {
  const time = new Date(text);
  if (IsoTime.safeParse(text).success && time.getTime() >= 0) return time;
  throw new InvalidArgumentError('Expected a time like 2026-01-31T12:00:00Z.');
}
