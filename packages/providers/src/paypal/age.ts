import { refused, type Refused } from '../contract/verdict.ts';

const DAY_MS = 86_400_000;
/** How far PayPal's clock may run ahead of ours. */
const MAX_AHEAD_MS = 5 * 60_000;

/**
 * Judges the signed time. It stays that of the first attempt across PayPal's retries (25 over 3 days), so the limit is days, not minutes.
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
  /** When the certificate's validity ended, if it has by now. */
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
      `signed ${seconds} s in the future, more than the ${MAX_AHEAD_MS / 1000} s allowed: a clock is off`,
    );
  }
  return undefined;
}
