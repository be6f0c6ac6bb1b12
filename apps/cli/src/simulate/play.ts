import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpRequest } from './sign-request.ts';
import type { PlannedRequest } from './plan-traffic.ts';

export interface PlayOptions {
  readonly requests: readonly PlannedRequest[];
  readonly sign: (request: PlannedRequest) => HttpRequest;
  /** Requests a second; as fast as `concurrency` allows without. */
  readonly rate?: number | undefined;
  readonly concurrency: number;
  readonly onSent?: (sent: number) => void;
  readonly signal?: AbortSignal;
}

/** How often each answer came, by status; `unreachable` where there was none. */
type Answers = Readonly<Record<string, number>>;

export interface PlayResult {
  readonly answers: Answers;
  /** Forged deliveries that were refused with 401, as every one must be. */
  readonly forgedRefused: number;
}

const TIMEOUT_MS = 15_000;

/** Sends everything, in order of start, several at a time. Once `signal` is aborted nothing more is sent; what is in flight is waited for. */
export async function play({
  requests,
  sign,
  rate,
  concurrency,
  onSent,
  signal,
}: PlayOptions): Promise<PlayResult> {
  const answers: Record<string, number> = {};
  let forgedRefused = 0;
  let next = 0;
  let done = 0;
  const startedAt = performance.now();
  const sender = async () => {
    for (;;) {
      const position = next++;
      const request = requests[position];
      if (!request || signal?.aborted) return;
      if (rate) await pause(startedAt + (position / rate) * 1000 - performance.now(), signal);
      if (signal?.aborted) return;
      const answer = await send(sign(request));
      answers[answer] = (answers[answer] ?? 0) + 1;
      if (request.forged && answer === '401') forgedRefused += 1;
      onSent?.(++done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return { answers, forgedRefused };
}

/** Ends early, and quietly, when the signal is aborted. */
const pause = (ms: number, signal: AbortSignal | undefined) =>
  sleep(Math.max(0, ms), undefined, signal && { signal }).catch(() => undefined);

/** The status that one request was answered with; `unreachable` where no answer came in time. */
export async function send(
  { url, headers, body }: HttpRequest,
  timeoutMs: number = TIMEOUT_MS,
): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch {
    return 'unreachable';
  }
}
