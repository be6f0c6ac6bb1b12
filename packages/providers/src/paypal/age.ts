import { refused, type Refused } from '../contract/verdict.ts';

const DAY_MS = 86_400_000;
/** How far PayPal's clock may be ahead of this one. */
const MAX_AHEAD_MS = 5 * 60_000;

/**
 * Checks the signed time. PayPal's retries (25 over 3 days) keep the time of the first attempt, so the limit is days, not minutes.
 */
export function judgeAge({
  signedAt,
  maxAgeDays,
  now,
  expiredAt,
}: {
  readonly signedAt: Date;
  readonly maxAgeDays: number;
  readonly now: Date;
  /** When the certificate expired, if it has expired by now. */
  readonly expiredAt?: Date | undefined;
}): Refused | undefined {
  const age = now.getTime() - signedAt.getTime();
  if (age > maxAgeDays * DAY_MS) {
    const days = Math.floor(age / DAY_MS);
    const certificate = expiredAt ? `; its certificate has expired too, on ${expiredAt.toISOString()}` : '';
    return refused(
      'timestamp_stale',
      `too old: signed ${days} days ago, more than the ${maxAgeDays} allowed${certificate}`,
    );
  }
  if (-age > MAX_AHEAD_MS) {
    const seconds = Math.round(-age / 1000);
    return refused(
      'timestamp_future',
      `signed ${seconds} s in the future, more than the ${MAX_AHEAD_MS / 1000} s allowed: a clock is wrong`,
    );
  }
  return undefined;
}
