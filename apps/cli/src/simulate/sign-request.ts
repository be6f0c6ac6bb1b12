import type { SigningCredentials } from './credentials-file.ts';
import { simulatorOf } from '@payspool/providers/simulator';
import type { PlannedRequest } from './plan-traffic.ts';

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
    ? { pathSuffix: signed.pathSuffix && '/guessed', body: tampered(signed.body) }
    : {};
  const { pathSuffix, headers, body } = { ...signed, ...forged };
  return {
    url: new URL(path + pathSuffix, baseUrl),
    headers: { 'content-type': 'application/json', ...headers },
    body,
  };
}

/** Replaces the first digit, as an attacker would change an amount. */
function tampered(body: Buffer): Buffer {
  const at = body.findIndex((byte) => byte >= 0x30 && byte <= 0x38);
  const copy = Buffer.from(body);
  if (at >= 0) copy[at] = (copy[at] ?? 0) + 1;
  return copy;
}
