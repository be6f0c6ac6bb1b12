/** Shorter ones can be guessed by whoever has seen one signed delivery. */
const MIN_SECRET_LENGTH = 16;

/** Secrets that stand in documentation, tutorials and test suites: everybody has them. */
const SAMPLES: ReadonlySet<string> = new Set(
  [
    'changeme',
    'password',
    'secret',
    'mysecret',
    'my_secret',
    'supersecret',
    'test',
    'test_secret',
    'webhook_secret',
    'webhooksecret',
    '123456',
    '12345678',
    '123456789',
    '1234567890',
    '0123456789abcdef',
    '1234567890abcdef',
    'abcdefghijklmnop',
    'abcdefghijklmnopqrstuvwxyz',
    'whsec_test',
    'whsec_secret',
    'whsec_test_secret',
    'whsec_xxx',
    // The samples of the Standard Webhooks specification and of the libraries for it.
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'whsec_C2FVsBQIhrscChlQIBV+b5sSYspob7oD',
    'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'C2FVsBQIhrscChlQIBV+b5sSYspob7oD',
    "It's a Secret to Everybody",
  ].map((sample) => sample.toLowerCase()),
);

const PLACEHOLDER = /^(whsec_)?(your|my|change|replace|example|sample|dummy|placeholder|todo)[-_ ]?/i;
const REPEATED = /^(whsec_)?(.)\2*$/;

/** What is weak about a secret, in words that do not quote it. */
export function weaknessOf(secret: string): { readonly known: boolean; readonly words: string } | undefined {
  if (SAMPLES.has(secret.toLowerCase())) return { known: true, words: 'is a well-known sample' };
  if (PLACEHOLDER.test(secret) || REPEATED.test(secret)) return { known: true, words: 'is a placeholder' };
  if (secret.length >= MIN_SECRET_LENGTH) return undefined;
  return { known: false, words: `is shorter than ${MIN_SECRET_LENGTH} characters` };
}
