import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isRecord } from '@payspool/events';
import type { Verify } from '../contract/provider.ts';
import { authentic, refused, type Refused } from '../contract/verdict.ts';
import { type Item, peekItems, signedFieldsOf, signedText } from './item.ts';
import type { AdyenSettings } from './settings.ts';

/** 32 bytes in base64. It is compared as text, because several texts decode to the same bytes. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Each item carries its own signature: base64 HMAC-SHA256 over its signed fields, with the bytes of the hexadecimal key
 * (adyen-node-api-library, utils/hmacValidator.ts). If one item is not authentic, the whole delivery is refused.
 */
export function createAdyenVerifier({ settings }: { readonly settings: AdyenSettings }): Verify {
  const keys = settings.webhookSecrets.map((key) => Buffer.from(key, 'hex'));
  const expected = settings.basicAuth.map((text) => `Basic ${Buffer.from(text).toString('base64')}`);
  return ({ headers, body }) => {
    const unauthorized = judgeCredentials(headers['authorization'], expected);
    if (unauthorized) return unauthorized;
    const items = peekItems(body);
    if (!items) return refused('signature_malformed', 'the body has no list of notification items');
    for (const [index, item] of items.entries()) {
      const refusal = judgeItem(item, { keys, name: `notificationItems.${index}` });
      if (refusal) return refusal;
    }
    return authentic();
  };
}

function judgeItem(
  item: Item,
  { keys, name }: { readonly keys: readonly Buffer[]; readonly name: string },
): Refused | undefined {
  const signature = isRecord(item.additionalData) ? item.additionalData.hmacSignature : undefined;
  if (signature === undefined)
    return refused('signature_missing', `${name} has no additionalData.hmacSignature`);
  const fields = signedFieldsOf(item);
  if (!fields)
    return refused('signature_malformed', `a signed field of ${name} has another type, or a colon in it`);
  if (typeof signature !== 'string' || !SIGNATURE.test(signature))
    return refused('signature_malformed', `the signature of ${name} is not 32 bytes in base64`);
  const text = signedText(fields);
  const isGenuine = keys.some((key) =>
    isSame(createHmac('sha256', key).update(text).digest('base64'), signature),
  );
  return isGenuine
    ? undefined
    : refused(
        'signature_mismatch',
        `${name}: no configured HMAC key made this signature over its eight signed fields: another key, or a field was changed`,
      );
}

/** Adyen sends the user and password of the webhook form, if they are set there. */
function judgeCredentials(given: string | undefined, expected: readonly string[]): Refused | undefined {
  if (expected.length === 0) return undefined;
  if (!given)
    return refused('signature_missing', 'the header authorization is missing, and ADYEN_BASIC_AUTH is set');
  return expected.some((one) => isSame(one, given))
    ? undefined
    : refused('token_mismatch', 'the user or password is not one of ADYEN_BASIC_AUTH');
}

/** Compares hashes, so that the time depends on neither text. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
