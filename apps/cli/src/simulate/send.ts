import { readRetryAfter } from '@payspool/runtime';
import type { HttpRequest } from './sign-request.ts';

/** The result of one attempt. */
export interface Answer {
  /** The HTTP status; `unreachable` if no answer came in time. */
  readonly status: string;
  /** Milliseconds that the answer asks to wait (`Retry-After`). */
  readonly retryAfterMs?: number | undefined;
}

const TIMEOUT_MS = 15_000;

export async function send(
  { url, headers, body }: HttpRequest,
  timeoutMs: number = TIMEOUT_MS,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return {
      status: String(response.status),
      retryAfterMs: readRetryAfter(response.headers.get('retry-after'), new Date()),
    };
  } catch {
    return { status: 'unreachable' };
  }
}
