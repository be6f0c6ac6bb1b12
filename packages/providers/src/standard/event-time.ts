import { fromDate, fromIsoText, fromUnixSeconds } from '../contract/index.ts';

const UNIX_SECONDS = /^\d{9,10}(\.\d+)?$/;
const UNIX_MILLISECONDS = /^\d{13}$/;

/** Time of the event: the envelope's `timestamp` as ISO 8601 or Unix time, else the signed time of the attempt. */
export const eventTime = (timestamp: unknown, signedAt: Date | undefined): string | undefined =>
  (typeof timestamp === 'string' || typeof timestamp === 'number'
    ? readTime(String(timestamp))
    : undefined) ?? fromDate(signedAt);

function readTime(text: string): string | undefined {
  if (UNIX_SECONDS.test(text)) return fromUnixSeconds(Number(text));
  // Thirteen digits are milliseconds from 2001 to 2286; seconds of that length would lie 30,000 years ahead.
  return UNIX_MILLISECONDS.test(text) ? fromDate(new Date(Number(text))) : fromIsoText(text);
}
