import {
  constants,
  publicDecrypt,
  timingSafeEqual,
  verify,
  createHash,
  type X509Certificate,
} from 'node:crypto';
import type { Transmission } from './transmission.ts';

/**
 * The first of the webhook ids under which this certificate's key made the signature over exactly this body. A signature of
 * another key takes one RSA operation, any other two, independent of the body and the number of webhook ids. The body is read
 * once.
 */
export function matchingWebhookId(
  transmission: Transmission,
  certificate: X509Certificate,
  webhookIds: readonly string[],
): string | undefined {
  const digest = recoverDigest(transmission.signature, certificate);
  if (!digest) return undefined;
  const messageFor = signedMessages(transmission, transmission.body);
  const found = webhookIds.find((webhookId) => isDigestOf(digest, messageFor(webhookId)));
  if (found === undefined) return undefined;
  return verify('sha256', messageFor(found), certificate.publicKey, transmission.signature)
    ? found
    : undefined;
}

/** DER of a DigestInfo for SHA-256, up to the digest (RFC 8017, 9.2). */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/**
 * The digest that this certificate's key signed, for any message; `undefined` if the signature is of another key. It is used to
 * explain a mismatch and to refuse impossible signatures early. `matchingWebhookId` decides whether a delivery is authentic.
 */
export function recoverDigest(signature: Buffer, certificate: X509Certificate): Buffer | undefined {
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') return undefined;
  try {
    const block = publicDecrypt(
      { key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING },
      signature,
    );
    const isSha256 = block.subarray(0, SHA256_DIGEST_INFO.length).equals(SHA256_DIGEST_INFO);
    return isSha256 && block.length === SHA256_DIGEST_INFO.length + 32 ? block.subarray(-32) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a recovered digest is that of this message. */
export const isDigestOf = (digest: Buffer, message: Buffer): boolean =>
  timingSafeEqual(digest, createHash('sha256').update(message).digest());

/**
 * The literal webhook id that PayPal's webhook simulator uses for signing. No real webhook can have it, because ids consist of
 * letters and digits.
 */
export const SIMULATOR_WEBHOOK_ID = 'WEBHOOK_ID';

/**
 * The text that PayPal signs: `id|time|webhookId|crc32`, the time verbatim, the CRC-32 of the raw body as an unsigned decimal.
 * The webhook id is never sent: it comes from configuration.
 * Source: PayPal-Python-SDK paypalrestsdk/notifications.py, PayPal-Java-SDK SSLUtil.
 */
export const signedMessage = (
  transmission: Pick<Transmission, 'id' | 'time'>,
  webhookId: string,
  body: Uint8Array,
): Buffer => signedMessages(transmission, body)(webhookId);

/** The same for several webhook ids; the body is read only once. */
export function signedMessages(
  { id, time }: Pick<Transmission, 'id' | 'time'>,
  body: Uint8Array,
): (webhookId: string) => Buffer {
  const checksum = crc32(body);
  return (webhookId) => Buffer.from(`${id}|${time}|${webhookId}|${checksum}`, 'utf8');
}

/** CRC-32 (ISO-HDLC, as in zlib and PNG), unsigned. `zlib.crc32` exists from Node 22.2 only. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let entry = index;
  for (let bit = 0; bit < 8; bit += 1) entry = entry & 1 ? 0xedb88320 ^ (entry >>> 1) : entry >>> 1;
  return entry;
});
