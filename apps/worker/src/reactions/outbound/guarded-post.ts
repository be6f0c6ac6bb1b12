import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { readRetryAfter } from '@payspool/runtime';
import { Agent, request } from 'undici';
import { ConsumerGoneError, ReactionPostponedError } from '../errors.ts';
import { guardedConnector, PrivateAddressError } from './guarded-connector.ts';

/** Answers up to this size are read and discarded, so that the connection can be used again. After a longer answer it is closed. */
const MAX_ANSWER_BYTES = 65_536;

interface OutboundPost {
  /** Named in errors. */
  readonly consumer: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

/** All requests of reactions go through this function. */
export interface GuardedPost {
  /** Time limit of one post, from the DNS lookup to the end of the answer. */
  readonly timeoutMs: number;
  /**
   * Resolves after the receiver has answered 2xx. It does not follow redirects and does not use proxies of the environment.
   * Messages contain the consumer's name and a status or code, never the URL or the content of the answer.
   *
   * @throws {ConsumerGoneError} at 410
   * @throws {ReactionPostponedError} at any other answer with `Retry-After`
   * @throws {Error} at any other answer, and without one
   */
  readonly post: (post: OutboundPost) => Promise<void>;
  /** Aborts the running posts. */
  readonly close: () => Promise<void>;
}

/** Creates the connections of reactions; they are kept alive between posts. */
export function createGuardedPost({
  allowPrivate,
  timeoutMs,
  now,
  resolve = lookup,
}: {
  /** Whether posts to private and loopback addresses are allowed. */
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  readonly now: () => Date;
  readonly resolve?: LookupFunction;
}): GuardedPost {
  // Only the signal limits the time, because undici's own limits cannot be distinguished.
  const agent = new Agent({
    connect: guardedConnector({ allowPrivate, timeoutMs, resolve }),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    timeoutMs,
    post: async (post) => {
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([post.signal, timeout]);
      const answer = await exchange(agent, { ...post, signal }).catch((error: unknown) => {
        // Without its cause: errors of the HTTP parser contain data of the receiver.
        throw new Error(
          `${post.consumer} ${timeout.aborted ? `gave no answer within ${timeoutMs} ms` : reasonOf(error, post)}`,
        );
      });
      judge(answer, post.consumer, now());
    },
    close: () => agent.destroy(),
  };
}

interface Answer {
  readonly status: number;
  readonly retryAfter: unknown;
}

async function exchange(agent: Agent, { url, headers, body, signal }: OutboundPost): Promise<Answer> {
  signal.throwIfAborted();
  const answered = request(url, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'user-agent': 'payspool', ...headers },
    body,
    signal,
  });
  // undici notices an abort only once it is connected.
  const { statusCode, headers: answer, body: rest } = await Promise.race([answered, rejectedBy(signal)]);
  // The status has arrived, so an interrupted body changes nothing.
  await rest.dump({ limit: MAX_ANSWER_BYTES, signal }).catch(() => undefined);
  return { status: statusCode, retryAfter: answer['retry-after'] };
}

const rejectedBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

function judge({ status, retryAfter }: Answer, consumer: string, now: Date): void {
  if (status >= 200 && status < 300) return;
  if (status === 410) throw new ConsumerGoneError(`${consumer} answered 410 Gone`);
  const message = `${consumer} answered ${status}`;
  const retryAfterMs = readRetryAfter(retryAfter, now);
  throw retryAfterMs === undefined
    ? new Error(message)
    : new ReactionPostponedError(message, { retryAfterMs });
}

function reasonOf(error: unknown, { signal }: OutboundPost): string {
  if (signal.aborted) return 'was cut off';
  if (error instanceof PrivateAddressError)
    return 'has no public address; FORWARD_ALLOW_PRIVATE=true allows private ones';
  return `gave no answer (${codeOf(error)})`;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
