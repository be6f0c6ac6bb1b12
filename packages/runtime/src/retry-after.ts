const MAX_MS = 86_400_000;
const SECONDS = /^\d+$/;
/** The only form that senders may use (RFC 9110, 5.6.7). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The milliseconds that a `Retry-After` asks for (RFC 9110, 10.2.3: seconds or a date), at most a day. `undefined` if it asks for
 * nothing or cannot be read.
 */
export function readRetryAfter(header: unknown, now: Date): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = millisecondsOf(header.trim(), now);
  return ms > 0 ? Math.min(ms, MAX_MS) : undefined;
}

/** `NaN` if it is neither. */
function millisecondsOf(text: string, now: Date): number {
  if (SECONDS.test(text)) return Number(text) * 1000;
  return HTTP_DATE.test(text) ? Date.parse(text) - now.getTime() : Number.NaN;
}
