import { z } from 'zod';
import { certificates } from '../certificates/read-pem.ts';
import type { Limitation } from '../contract/provider.ts';
import { flag, secret, wholeNumber, wordList } from '../contract/settings-fields.ts';

/** Letters and digits, as in PayPal's API description. The simulator's id `WEBHOOK_ID` therefore cannot be configured. */
const WEBHOOK_ID = /^[A-Za-z0-9]{1,50}$/;

const CLIENT_SECRET = secret("Secret of the REST app, for PayPal's API.");

export const settings = z.object({
  webhookIds: wordList(
    'Ids of the webhooks, as PayPal lists them. They are part of the signed text and not secret.',
  ).refine(
    (ids) => ids.every((id) => WEBHOOK_ID.test(id)),
    'a webhook id has letters and digits only, at most 50',
  ),
  merchantId: wordList(
    "PayPal's ids of your merchant accounts. An event that names only other accounts is recorded as ignored. If unset, every account counts as yours.",
  ),
  clientId: z.string().trim().min(1).optional().meta({
    description:
      "Client id of the REST app that takes the payments, for PayPal's API: it verifies a delivery if the issuer of its certificate is unknown, and it is read for missed events and the state of objects.",
  }),
  // A wrapper does not inherit metadata, and this field must stay marked as secret.
  clientSecret: CLIENT_SECRET.optional().meta(CLIENT_SECRET.meta() ?? {}),
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: "Base URL of PayPal's API; by default the live or sandbox one, by mode." }),
  maxAgeDays: wholeNumber(
    "Maximum age of a signed delivery in days. PayPal's retries keep the time of the first attempt.",
    {
      min: 1,
      max: 30,
    },
  ).default(4),
  allowSimulator: flag(
    "Accept PayPal's webhook simulator (webhook id WEBHOOK_ID); in test mode only.",
  ).default(false),
  trustAnchors: certificates('PEM text of CA certificates to trust in addition to the included ones.', {
    authority: true,
  }),
  certificates: certificates(
    'PEM text of signing certificates, which are tried before any download. A URL on the line before a certificate is the address of that certificate.',
    { authority: false },
  ),
});

export type PaypalSettings = z.output<typeof settings>;

/** What an account without credentials for the API cannot do; for `payspool doctor`. */
export function limitation({ clientId, clientSecret }: PaypalSettings): Limitation | undefined {
  const found = 'events that PayPal did not deliver are not found, because its API is not read';
  if (clientId === undefined)
    return {
      found,
      setting: 'clientId',
      remedy: 'needs the client id of the REST app that takes the payments; its secret is needed too',
    };
  return clientSecret === undefined
    ? { found, setting: 'clientSecret', remedy: 'needs the secret of the same REST app' }
    : undefined;
}
