import {
  timestampedHmac,
  createHmacVerifier,
  refused,
  type ProviderIo,
  type Refused,
  type Verify,
} from '../contract/index.ts';
import { createComponentVerifier } from './component-signature.ts';
import type { PaymentKitSettings } from './settings.ts';

/**
 * `X-Webhook-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<raw body>`, with a new timestamp for each attempt
 * (blocklet-server core/state/lib/blocklet/webhook/signature.js). The endpoint's secret is used as text, not decoded.
 */
export const endpointScheme = timestampedHmac('x-webhook-signature');

/**
 * Two schemes: a delivery is authentic if one of its signatures is valid by a configured scheme. The scheme depends on the
 * sender: Blocklet Server (endpoint secret) or the application (component call).
 */
export function createVerifier({
  settings: { webhookSecrets, appPublicKeys },
  io: { now },
}: {
  readonly settings: PaymentKitSettings;
  readonly io: Pick<ProviderIo, 'now'>;
}): Verify {
  const schemes = [
    {
      header: 'x-webhook-signature',
      configured: webhookSecrets.length > 0,
      verify: createHmacVerifier(endpointScheme, { secrets: webhookSecrets, now }),
    },
    {
      header: 'x-component-sig',
      configured: appPublicKeys.length > 0,
      verify: createComponentVerifier({ publicKeys: appPublicKeys, now }),
    },
  ];
  return async (delivery) => {
    const carried = schemes.filter(({ header }) => delivery.headers[header]);
    const usable = carried.filter(({ configured }) => configured);
    let refusal: Refused | undefined;
    for (const { verify } of usable) {
      const verdict = await verify(delivery);
      if (verdict.authentic) return verdict;
      refusal ??= verdict;
    }
    return refusal ?? unsigned(carried);
  };
}

function unsigned(carried: readonly { readonly header: string }[]): Refused {
  const [first] = carried;
  return first
    ? refused(
        'signature_missing',
        `no setting verifies ${first.header}, and the delivery has no other signature`,
      )
    : refused('signature_missing', 'the headers X-Webhook-Signature and x-component-sig are both missing');
}
