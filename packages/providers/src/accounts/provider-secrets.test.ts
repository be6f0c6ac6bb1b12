import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { providers } from '../registry.ts';
import { settingProblems, settingsFromEnv, variableName } from './settings-from-env.ts';

const KEY = Buffer.alloc(24, 7).toString('base64');
const OLDER = Buffer.alloc(32, 9).toString('base64');
const HEX = '0123456789abcdef'.repeat(4);

/** The secrets that a provider reads from a variable, or the sentence that refuses the variable. */
function read(name: string, text: string): unknown {
  const provider = providers.find(({ slug }) => name.startsWith(slug.toUpperCase()));
  if (!provider) throw new Error(`no provider reads ${name}`);
  const key =
    Object.keys(provider.settings.shape).find((each) => variableName(provider.slug, each) === name) ?? '';
  const fields = {
    slug: provider.slug,
    settings: z.object({ [key]: provider.settings.shape[key] as z.ZodType }),
  };
  try {
    return settingsFromEnv(fields, { [name]: text })[key];
  } catch (error) {
    return settingProblems(error, (setting) => variableName(provider.slug, setting)).join('\n');
  }
}

describe('each provider accepts its own secrets and does not change them', () => {
  it.each<[string, string, readonly string[]]>([
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_x7Rq', ['whsec_x7Rq']],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_one,half', ['whsec_one,half']],
    ['STRIPE_WEBHOOK_SECRETS', '["whsec_new","whsec_old"]', ['whsec_new', 'whsec_old']],
    ['RAZORPAY_WEBHOOK_SECRETS', '123456', ['123456']],
    ['RAZORPAY_WEBHOOK_SECRETS', 'mine, and, mine', ['mine, and, mine']],
    ['RAZORPAY_WEBHOOK_SECRETS', '["whsec_typed-there","older"]', ['whsec_typed-there', 'older']],
    ['PAYMENTKIT_WEBHOOK_SECRETS', HEX, [HEX]],
    ['PAYMENTKIT_WEBHOOK_SECRETS', 'other, text', ['other, text']],
    ['STANDARD_WEBHOOKS_SECRETS', `whsec_${KEY}`, [`whsec_${KEY}`]],
    ['STANDARD_WEBHOOKS_SECRETS', KEY, [KEY]],
    ['STANDARD_WEBHOOKS_SECRETS', OLDER.replace('=', ''), [OLDER.replace('=', '')]],
    ['STANDARD_WEBHOOKS_SECRETS', `["whsec_${KEY}","whpk_${OLDER}"]`, [`whsec_${KEY}`, `whpk_${OLDER}`]],
  ])('%s=%s', (name, text, secrets) => expect(read(name, text)).toEqual(secrets));
});

describe('each provider refuses a text that cannot be one of its secrets, and does not quote it', () => {
  const LIST =
    'looks like a list with separators, which is not split: write several secrets as a JSON array, newest first: ["new","old"]';
  it.each<[string, string, string]>([
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abc,whsec_def', LIST],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abc, whsec_def', LIST],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abc whsec_def', LIST],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abc;whsec_def', LIST],
    ['STRIPE_WEBHOOK_SECRETS', '"whsec_abc","whsec_def"', LIST],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abc,', LIST],
    ['STRIPE_WEBHOOK_SECRETS', 'sesame', 'does not begin with whsec_, as every secret of the provider does'],
    [
      'STRIPE_WEBHOOK_SECRETS',
      'WHSEC_abc',
      'does not begin with whsec_, as every secret of the provider does',
    ],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_', 'has nothing after whsec_'],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abc...', 'is cut off, or masked by dots or stars'],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abc•••••', 'is cut off, or masked by dots or stars'],
    ['STRIPE_WEBHOOK_SECRETS', 'whsec_abc"', 'ends with a quotation mark'],
    [
      'STRIPE_WEBHOOK_SECRETS',
      'we_1NxAbc',
      'looks like the id of a webhook endpoint (we_…); use its signing secret (whsec_…)',
    ],
    ['PAYMENTKIT_WEBHOOK_SECRETS', `${HEX},${HEX}`, LIST],
    ['STANDARD_WEBHOOKS_SECRETS', `${KEY},${OLDER}`, LIST],
    ['STANDARD_WEBHOOKS_SECRETS', `whsec_${KEY},whpk_${OLDER}`, LIST],
    ['STANDARD_WEBHOOKS_SECRETS', 'whsec_not~base64', 'a secret is base64, with or without whsec_ before it'],
    [
      'STANDARD_WEBHOOKS_SECRETS',
      `whsec_${Buffer.alloc(23, 7).toString('base64')}`,
      'a secret has at least 24 bytes',
    ],
    [
      'STANDARD_WEBHOOKS_SECRETS',
      `whsec_${KEY}A`,
      'the base64 was cut short or changed: it does not end where a text of whole bytes ends',
    ],
    [
      'STANDARD_WEBHOOKS_SECRETS',
      `whsec_${OLDER.slice(0, -2)}B`,
      'the base64 was cut short or changed: it does not end where a text of whole bytes ends',
    ],
    ['IPPOPAY_SECRET_KEY', 'pk_live_abc', 'looks like the public key (pk_…)'],
    ['IPPOPAY_PATH_TOKEN', 'sk_live_abcdefgh', 'looks like an API key; choose a random token of your own'],
    ['IPPOPAY_PATH_TOKEN', 'changeme', 'looks like a placeholder that was not filled in'],
    ['IPPOPAY_PATH_TOKEN', 'abcdefgh,ijklmnop', 'expected 8 to 128 letters, digits, "_" or "-"'],
    ['IPPOPAY_PATH_TOKEN', 'short', 'expected 8 to 128 letters, digits, "_" or "-"'],
    ['PAYPAL_CLIENT_SECRET', '"abcdef"', 'is in quotation marks: remove them'],
  ])('%s=%s', (name, text, sentence) => expect(read(name, text)).toBe(`${name}: ${sentence}`));

  it.each(['RAZORPAY_WEBHOOK_SECRETS', 'PAYMENTKIT_WEBHOOK_SECRETS'])(
    '%s=whsec_… is refused, except as an entry of an array',
    (name) => {
      expect(read(name, 'whsec_abc')).toMatch(/: begins with whsec_ or the like, as keys of Stripe/);
      expect(read(name, '["whsec_abc"]')).toEqual(['whsec_abc']);
    },
  );

  const everyList = [
    'STRIPE_WEBHOOK_SECRETS',
    'RAZORPAY_WEBHOOK_SECRETS',
    'PAYMENTKIT_WEBHOOK_SECRETS',
    'STANDARD_WEBHOOKS_SECRETS',
  ];
  it.each(everyList)(
    '%s=sk_live_… is refused, as are a signature, a URL, quotation marks and a placeholder',
    (name) => {
      const refusals = ['sk_live_sesame', 'v1,whsec_sesame', 'https://sesame', '"sesame"', 'changeme'].map(
        (text) => read(name, text),
      );
      expect(refusals).toEqual([
        `${name}: looks like an API key (sk_…, rk_…, pk_…): the secret of the webhook endpoint belongs here`,
        `${name}: begins with v1, as some dashboards show it: the secret begins after the comma`,
        `${name}: looks like a URL`,
        `${name}: is in quotation marks: remove them (if they are part of it, write a JSON array)`,
        `${name}: looks like a placeholder that was not filled in`,
      ]);
    },
  );
});
