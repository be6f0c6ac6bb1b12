import { readRetryAfter } from '@payspool/runtime';
import { simulatorOf } from '@payspool/providers/simulator';
import type { SigningCredentials } from './credentials-file.ts';
import type { PlannedRequest } from './plan-traffic.ts';

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

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Signs one attempt for an ingest. A forged one is changed after it was signed, as an attacker with a stolen delivery would do. */
export function signRequest(
  request: PlannedRequest,
  {
    baseUrl,
    account,
    signing,
    sentAt,
    firstSentAt = sentAt,
  }: {
    readonly baseUrl: URL;
    readonly account?: string | undefined;
    readonly signing: SigningCredentials;
    readonly sentAt: Date;
    /** The time of the first attempt, if this is a retry. */
    readonly firstSentAt?: Date;
  },
): HttpRequest {
  const { slug } = request.provider;
  const simulator = simulatorOf(slug);
  const path = `${baseUrl.pathname.replace(/\/$/, '')}/webhooks/${slug}${account ? `/${account}` : ''}`;
  const signed = simulator.sign({
    body: request.body,
    sentAt: simulator.keepsStamp ? firstSentAt : sentAt,
    path,
    signing: signing[slug] ?? {},
  });
  const forged = request.forged
    ? {
        pathSuffix: signed.pathSuffix && '/guessed',
        // A signature in the body may cover only some of its fields.
        body: simulator.signatureInBody?.replace(signed.body, forgedSignature) ?? tampered(signed.body),
      }
    : {};
  const { pathSuffix, headers, body } = { ...signed, ...forged };
  return {
    url: new URL(path + pathSuffix, baseUrl),
    headers: { 'content-type': 'application/json', ...headers },
    body,
  };
}

/** Another text of the same length. */
const forgedSignature = (signature: string): string =>
  `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;

/** Replaces the first digit, as an attacker would change an amount. */
function tampered(body: Buffer): Buffer {
  const at = body.findIndex((byte) => byte >= 0x30 && byte <= 0x38);
  const copy = Buffer.from(body);
  if (at >= 0) copy[at] = (copy[at] ?? 0) + 1;
  return copy;
}
