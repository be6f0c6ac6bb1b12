import { pause } from './pause.ts';
import type { Answer } from './send.ts';

/** The retry schedule of one delivery: that of a provider (minutes to days), much shortened. */
export interface ResendSchedule {
  /** Maximum number of retries of one delivery. */
  readonly times: number;
  /** Milliseconds before the first retry; each further wait is doubled. */
  readonly firstMs: number;
  /** Maximum wait in milliseconds, with and without a `Retry-After`. */
  readonly mostMs: number;
}

/** A restarting ingest is back within this time, and an ingest without its queue asks for 10 s. */
export const RESENDS: ResendSchedule = { times: 5, firstMs: 500, mostMs: 10_000 };

/** Whether a later attempt may get another answer; every other answer is final. */
export const isTemporary = (status: string): boolean => /^(unreachable|408|429|5\d\d)$/.test(status);

/** Sends one delivery until its answer is final, its retries are used up, or `signal` is aborted. Resolves with the last answer. */
export async function sendUntilFinal({
  attempt,
  isFinal,
  schedule,
  random,
  onResend,
  wait = pause,
  signal,
}: {
  /** Makes one attempt; its argument is the number of attempts before it. */
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
