import { createHash, createPrivateKey, sign as rsaSign, type KeyObject } from 'node:crypto';
import type { SignedRequest } from '../../simulator/contract.ts';
import { signedMessage } from '../signature.ts';
import { AUTH_ALGORITHM } from '../transmission.ts';

/** Signs one delivery as PayPal does. The transmission id follows from the body, as it does across PayPal's retries. */
export function sign({
  body,
  sentAt,
  signing,
}: {
  readonly body: Buffer;
  readonly sentAt: Date;
  readonly signing: Readonly<Record<string, string>>;
}): SignedRequest {
  const { privateKey = '', webhookId = '', certificateUrl = '' } = signing;
  const transmission = { id: transmissionId(body), time: `${sentAt.toISOString().slice(0, 19)}Z` };
  const signature = rsaSign('sha256', signedMessage(transmission, webhookId, body), keyOf(privateKey));
  return {
    pathSuffix: '',
    headers: {
      'content-type': 'application/json',
      'paypal-transmission-id': transmission.id,
      'paypal-transmission-time': transmission.time,
      'paypal-transmission-sig': signature.toString('base64'),
      'paypal-cert-url': certificateUrl,
      'paypal-auth-algo': AUTH_ALGORITHM,
      'paypal-auth-version': 'v2',
    },
    body,
  };
}

/** In the form of PayPal's ids: a version 1 UUID. */
function transmissionId(body: Buffer): string {
  const hex = createHash('sha256').update(body).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-11ef-8${hex.slice(12, 15)}-${hex.slice(15, 27)}`;
}

let last: { readonly pem: string; readonly key: KeyObject } | undefined;

/** Reading a key takes longer than signing with it, and a run uses only one key. */
function keyOf(pem: string): KeyObject {
  if (last?.pem !== pem) last = { pem, key: createPrivateKey(pem) };
  return last.key;
}
