const MAX_MS = 86_400_000;
const SECONDS = /^\d+$/;
/** The one form that senders may write (RFC 9110, 5.6.7). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds that a `Retry-After` asks for (RFC 9110, 10.2.3: seconds or a date), a day at most.
 * `undefined` when it asks for nothing, or cannot be read.
 */
export function readRetryAfter(header: unknown, now: Date): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = millisecondsOf(header.trim(), now);
  return ms > 0 ? Math.min(ms, MAX_MS) : undefined;
}

/** `NaN` when it is neither. */
function millisecondsOf(text: string, now: Date): number {
  if (SECONDS.test(text)) return Number(text) * 1000;
  return HTTP_DATE.test(text) ? Date.parse(text) - now.getTime() : Number.NaN;
}
