import { pause } from './pause.ts';
import type { Answer } from './send.ts';

/** When one delivery is sent again: the minutes to days of a provider, in little. */
export interface ResendSchedule {
  /** Resends of one delivery, at most. */
  readonly times: number;
  /** Milliseconds before the first resend; they double from one to the next. */
  readonly firstMs: number;
  /** Milliseconds, at most, that are waited on our own account, and that a `Retry-After` is heeded for. */
  readonly mostMs: number;
}

/** An ingest that restarts is back within these, and one that is without its queue asks for 10 s. */
export const RESENDS: ResendSchedule = { times: 5, firstMs: 500, mostMs: 10_000 };

/** What may be answered otherwise a moment later; every other answer is final. */
export const isTemporary = (status: string): boolean => /^(unreachable|408|429|5\d\d)$/.test(status);

/** Sends one delivery until its answer is final, its resends are spent, or `signal` is aborted. Resolves with the last answer. */
export async function sendUntilFinal({
  attempt,
  isFinal,
  schedule,
  random,
  onResend,
  wait = pause,
  signal,
}: {
  /** Makes one attempt, told how many there were before it. */
  readonly attempt: (earlier: number) => Promise<Answer>;
  readonly isFinal: (status: string) => boolean;
  readonly schedule: ResendSchedule;
  readonly random: () => number;
  readonly onResend?: (after: Answer) => void;
  readonly wait?: typeof pause;
  readonly signal?: AbortSignal | undefined;
}): Promise<Answer> {
  for (let earlier = 0; ; earlier += 1) {
    const answer = await attempt(earlier);
    if (isFinal(answer.status) || earlier >= schedule.times || signal?.aborted) return answer;
    await wait(delayMs(answer, earlier, { schedule, random }), signal);
    if (signal?.aborted) return answer;
    onResend?.(answer);
  }
}

function delayMs(
  { retryAfterMs = 0 }: Answer,
  earlier: number,
  {
    schedule: { firstMs, mostMs },
    random,
  }: { readonly schedule: ResendSchedule; readonly random: () => number },
): number {
  const own = Math.min(firstMs * 2 ** earlier, mostMs) * (0.5 + random());
  return Math.max(own, Math.min(retryAfterMs, mostMs));
}
