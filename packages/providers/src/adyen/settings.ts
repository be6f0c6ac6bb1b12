import { z } from 'zod';
import { secretList, type SecretRule, wordList } from '../contract/index.ts';

const HMAC_KEY = /^[0-9A-Fa-f]{64}$/;

/** The Customer Area generates 32 bytes and shows them in hexadecimal digits ("Verify HMAC signatures"). */
const KEY_RULE: SecretRule = {
  made: HMAC_KEY,
  problem: (text) =>
    HMAC_KEY.test(text)
      ? undefined
      : 'is not an HMAC key of 64 hexadecimal digits, as the webhook form shows it',
};

/** A user name has no colon (RFC 7617, 2). */
const CREDENTIALS: SecretRule = {
  problem: (text) => (/^[^:]+:.+$/s.test(text) ? undefined : 'is not user:password'),
};

export const settings = z.object({
  webhookSecrets: secretList(
    'HMAC keys of the standard webhook, newest first. Keep the old one for some days after a change: Adyen says that a new key takes time to spread.',
    KEY_RULE,
  ),
  basicAuth: secretList(
    'User and password of the webhook form, `user:password`, if you entered them there. A delivery without them is then refused.',
    CREDENTIALS,
  ),
  captures: z.enum(['manual', 'automatic']).default('manual').meta({
    description:
      'How your merchant account captures. `manual`: an authorization is no money until CAPTURE arrives. `automatic`: an authorization is a payment, because Adyen captures without a CAPTURE.',
  }),
  merchantAccounts: wordList(
    'Your merchant accounts, as the notifications name them. An event of another one is recorded as ignored. If unset, every event counts as yours.',
  ),
});

export type AdyenSettings = z.output<typeof settings>;
