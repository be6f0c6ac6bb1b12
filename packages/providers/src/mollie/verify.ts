import {
  createHmacVerifier,
  createTokenVerifier,
  type HmacScheme,
  type ProviderIo,
  type Verify,
} from '../contract/index.ts';
import { isForm } from './hint.ts';
import type { MollieSettings } from './settings.ts';

const HEADER = 'x-mollie-signature';
const PREFIX = 'sha256=';
const DIGEST = /^[0-9a-f]{64}$/;
const MAX_HEADER_LENGTH = 4096;

/**
 * `X-Mollie-Signature: sha256=<hex>`, HMAC-SHA256 of the raw body. The prefix may be absent, and the header may occur several times
 * while a secret is replaced; any of the signatures may match (mollie-api-php, src/Webhooks/SignatureValidator.php;
 * mollie-api-typescript, src/utils/webhooks/signature_validator.ts). No time is signed.
 */
export const MOLLIE_SCHEME: HmacScheme = {
  headers: [HEADER],
  split: (headers) => {
    const text = headers[HEADER] ?? '';
    if (text.length > MAX_HEADER_LENGTH) return undefined;
    const given = text.split(',').map((part) => part.trim());
    const digests = given.map((part) => (part.startsWith(PREFIX) ? part.slice(PREFIX.length) : part));
    return { signatures: digests.filter((digest) => DIGEST.test(digest)) };
  },
  write: ({ signatures }) => ({
    [HEADER]: signatures.map((signature) => `${PREFIX}${signature}`).join(', '),
  }),
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: () => '',
  key: (secret) => Buffer.from(secret, 'utf8'),
};

/**
 * Verifies both senders. A delivery with a signature, and every body that is not a form, must be signed with one of the secrets; the
 * path token does not replace a signature. A form without a signature needs the path token, and is only a hint.
 */
export function createMollieVerifier({
  settings: { webhookSecrets, pathToken },
  io,
}: {
  readonly settings: Pick<MollieSettings, 'webhookSecrets' | 'pathToken'>;
  readonly io: Pick<ProviderIo, 'now'>;
}): Verify {
  const bySignature = createHmacVerifier(MOLLIE_SCHEME, { secrets: webhookSecrets, now: io.now });
  const byToken = createTokenVerifier(pathToken);
  return (delivery) =>
    delivery.headers[HEADER] === undefined && isForm(delivery.body)
      ? byToken(delivery)
      : bySignature(delivery);
}
