import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

const IsoTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** Parses an option's value; a time without a zone is refused, because it would mean another moment on another machine. */
export function isoTime(text: string): Date {
  const time = new Date(text);
  if (IsoTime.safeParse(text).success && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('Expected a time like 2026-01-31T12:00:00Z.');
}
