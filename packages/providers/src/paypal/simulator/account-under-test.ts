import type { Delivery, Mode } from '../../contract/delivery.ts';
import { UnavailableError } from '../../contract/errors.ts';
import { paypal } from '../index.ts';
import { sign } from './sign.ts';
import type { SimulatedAuthority } from './simulated-authority.ts';

export const now = new Date('2026-03-04T10:00:00Z');
export const DAY = 86_400_000;
export const body = Buffer.from('{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","summary":"10 €"}');
const HOSTS: Record<Mode, string> = { live: 'api.paypal.com', test: 'api.sandbox.paypal.com' };
export const url = (mode: Mode) => `https://${HOSTS[mode]}/v1/notifications/certs/CERT-1`;

/** For tests: a delivery that is signed by the simulated authority's signer. */
export function signed(
  by: SimulatedAuthority,
  {
    webhookId = 'HOOK1',
    mode = 'test',
    sentAt = now,
  }: {
    readonly webhookId?: string;
    readonly mode?: Mode;
    readonly sentAt?: Date;
  } = {},
): Delivery {
  const request = sign({
    body,
    sentAt,
    signing: { privateKey: by.privateKey, webhookId, certificateUrl: url(mode) },
  });
  return { headers: request.headers, body: request.body, path: '/webhooks/paypal', query: {} };
}

/** For tests: a verifier of an account, and its downloads. */
export function account(
  settings: object,
  { mode = 'test', download }: { readonly mode?: Mode; readonly download?: () => string } = {},
) {
  const downloads: string[] = [];
  const verify = paypal.createVerifier({
    settings: paypal.settings.parse({ webhookIds: 'HOOK2,HOOK1', ...settings }),
    mode,
    io: {
      now: () => now,
      fetch: () => Promise.reject(new Error('no request to PayPal is expected here')),
      fetchCertificate: (asked) => {
        downloads.push(asked.href);
        return download ? Promise.resolve(download()) : Promise.reject(new UnavailableError('no egress'));
      },
    },
  });
  return { verify, downloads };
}
export const trusting = (by: SimulatedAuthority) => ({ trustAnchors: by.anchors });
export const withHeader = (delivery: Delivery, header: string, value: string): Delivery => ({
  ...delivery,
  headers: { ...delivery.headers, [header]: value },
});
