import { crc32 } from './crc32.ts';
import type { Transmission } from './transmission.ts';

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
