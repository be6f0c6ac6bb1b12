import { pause } from './pause.ts';
import type { PlannedRequest } from './plan-traffic.ts';
import { isTemporary, type ResendSchedule, sendUntilFinal } from './resend.ts';
import { send } from './send.ts';
import type { HttpRequest } from './sign-request.ts';

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
