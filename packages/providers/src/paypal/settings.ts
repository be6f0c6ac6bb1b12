import { z } from 'zod';
import { flag, secret, wholeNumber, wordList } from '../contract/settings-fields.ts';
import { tryReadCertificates } from './certificate-text.ts';

/** Letters and digits, as in PayPal's API description: so `WEBHOOK_ID`, the simulator's, can never be configured. */
const WEBHOOK_ID = /^[A-Za-z0-9]{1,50}$/;

const CLIENT_SECRET = secret('Secret of the REST app, for the verification API.');

export const settings = z.object({
  webhookIds: wordList('Ids of the webhooks as PayPal lists them; part of what is signed, no secret.').refine(
    (ids) => ids.every((id) => WEBHOOK_ID.test(id)),
    'a webhook id is letters and digits, at most 50',
  ),
  merchantId: wordList(
    "PayPal's ids of the merchant accounts that are ours. An event that names another account alone is recorded and ignored; without a setting, all are ours.",
  ),
  clientId: z.string().trim().min(1).optional().meta({
    description:
      'Client id of the REST app, for the verification API: asked when a certificate has an unknown issuer.',
  }),
  // A wrapper does not inherit metadata, and this field must stay marked as secret.
  clientSecret: CLIENT_SECRET.optional().meta(CLIENT_SECRET.meta() ?? {}),
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: "Base URL of PayPal's API; by default the live or sandbox one, by mode." }),
  maxAgeDays: wholeNumber('Days that a signed delivery may be old: retries keep the first time.', {
    min: 1,
    max: 30,
  }).default(4),
  allowSimulator: flag(
    "Accept PayPal's webhook simulator (webhook id WEBHOOK_ID); in test mode only.",
  ).default(false),
  trustAnchors: certificates('PEM text of CA certificates to trust besides the shipped ones.', {
    authority: true,
  }),
  certificates: certificates(
    'PEM text of signing certificates held here: tried before any download. A URL on the line before one makes it stand for that URL.',
    { authority: false },
  ),
});

export type PaypalSettings = z.output<typeof settings>;

function certificates(description: string, { authority }: { readonly authority: boolean }) {
  const problem = authority
    ? 'expected PEM text with CA certificates'
    : 'expected PEM text with certificates';
  return z
    .string()
    .default('')
    .refine(
      (pem) => tryReadCertificates(pem)?.every((certificate) => !authority || certificate.ca) ?? false,
      problem,
    )
    .meta({ description });
}
