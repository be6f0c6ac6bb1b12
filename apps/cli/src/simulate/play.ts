import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedRequest } from './plan-traffic.ts';
import { type Answer, type HttpRequest, send } from './send.ts';

export interface PlayOptions {
  readonly requests: readonly PlannedRequest[];
  /** Signs one attempt; `firstSentAt` is when the delivery was first attempted. */
  readonly sign: (request: PlannedRequest, firstSentAt: Date) => HttpRequest;
  /** Requests per second; if unset, as fast as `concurrency` allows. */
  readonly rate?: number | undefined;
  readonly concurrency: number;
  /** Whether temporary refusals are retried; if unset, every delivery is sent once. */
  readonly resending?: { readonly schedule: ResendSchedule; readonly random: () => number };
  readonly onSent?: (sent: number) => void;
  readonly signal?: AbortSignal;
}

/** The number of answers by status; `unreachable` if there was none. */
type Answers = Readonly<Record<string, number>>;

export interface PlayResult {
  /** The last answer to each delivery. */
  readonly answers: Answers;
  /** The number of retries by the answer before them. */
  readonly resentAfter: Answers;
  /** Forged deliveries that were refused with 401. All of them must be. */
  readonly forgedRefused: number;
}

const ONCE: NonNullable<PlayOptions['resending']> = {
  schedule: { times: 0, firstMs: 0, mostMs: 0 },
  random: () => 0,
};

/** Sends everything in order, several at a time. After `signal` is aborted it sends nothing more and waits only for open requests. */
export async function play({
  requests,
  sign,
  rate,
  concurrency,
  resending = ONCE,
  onSent,
  signal,
}: PlayOptions): Promise<PlayResult> {
  const answers: Record<string, number> = {};
  const resentAfter: Record<string, number> = {};
  let forgedRefused = 0;
  let next = 0;
  let done = 0;
  // If one delivery used up its retries, ingest is down: the others are sent once, because retries of a million deliveries would take an hour.
  let outlasted = false;
  const startedAt = performance.now();
  const sender = async () => {
    for (;;) {
      const position = next++;
      const request = requests[position];
      if (!request || signal?.aborted) return;
      if (rate) await pause(startedAt + (position / rate) * 1000 - performance.now(), signal);
      if (signal?.aborted) return;
      const firstSentAt = new Date();
      const { status } = await sendUntilFinal({
        ...resending,
        attempt: () => send(sign(request, firstSentAt)),
        isFinal: (answer) => outlasted || !isTemporary(answer),
        onResend: (after) => count(resentAfter, after.status),
        signal,
      });
      outlasted = isTemporary(status);
      count(answers, status);
      if (request.forged && status === '401') forgedRefused += 1;
      onSent?.(++done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return { answers, resentAfter, forgedRefused };
}

function count(answers: Record<string, number>, status: string): void {
  answers[status] = (answers[status] ?? 0) + 1;
}

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

/** Ends early, without an error, if the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  // One listener per sender is normal here; the limit avoids Node's warning about a leak.
  if (signal) setMaxListeners(0, signal);
  await sleep(Math.max(0, ms), undefined, signal && { signal }).catch(() => undefined);
}
