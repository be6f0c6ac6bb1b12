import { refused, type Refused } from './verdict.ts';

/** Refuses a delivery signed more than `toleranceSeconds` before or after now; in whole seconds, like the official libraries. */
export function judgeSignedTime(
  signedAt: Date,
  { now, toleranceSeconds: limit }: { readonly now: Date; readonly toleranceSeconds: number },
): Refused | undefined {
  const age = Math.floor(now.getTime() / 1000) - Math.floor(signedAt.getTime() / 1000);
  const allowed = `more than the ${limit} s allowed`;
  if (age > limit)
    return refused('timestamp_stale', `signed ${age} s ago, ${allowed}: it is a replay, or a clock is wrong`);
  if (-age > limit)
    return refused('timestamp_future', `signed ${-age} s in the future, ${allowed}: a clock is wrong`);
  return undefined;
}
