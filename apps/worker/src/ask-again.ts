const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * When to ask a provider's API again about a payment that was not final: often while the customer may still be paying, then less
 * often, for two days. After that, only a new hint from the provider starts it again.
 */
export const ASK_AGAIN_AFTER_MS: readonly number[] = [
  0.5 * MINUTE,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/** Milliseconds until the next question, after `asked` follow-up questions; `undefined` after the last one. */
export const askAgainAfter = (asked: number): number | undefined => ASK_AGAIN_AFTER_MS[asked];
