import { hasBlankEnds, isQuoted, type SecretRule, AS_ARRAY } from './secret-problem.ts';

/**
 * A person who has seen one signed delivery can guess a shorter secret. If the provider allows short ones, they give a warning
 * and are not refused.
 */
const GOOD_LENGTH = 16;

/** Secrets from documentation, tutorials and test suites, which are public. */
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

/** Words only: a random secret may begin with `my` too. */
const PLACEHOLDER =
  /^(whsec_)?(your|my|change|replace|example|sample|dummy|placeholder|todo)[a-z_ -]{0,40}\d{0,4}$/i;
const REPEATED = /^(whsec_)?(.)\2*$/;

/** A problem of a secret that the provider allows, which a person should check. */
export interface Weakness {
  /** `known`: it is public. `short`: it can be guessed. `odd`: it is probably a mistake. */
  readonly kind: 'known' | 'short' | 'odd';
  /** The end of a sentence that begins with the setting's name; it does not quote the secret. */
  readonly words: string;
}

/** The weakness of a secret that `rule` allows. */
export function weaknessesOf(secret: string, rule: SecretRule): readonly Weakness[] {
  const odd = (words: string): Weakness => ({ kind: 'odd', words });
  return [
    ...quality(secret, rule),
    ...(/[,;]/.test(secret)
      ? [odd(`contains a comma or semicolon, and counts as one secret: ${AS_ARRAY}`)]
      : []),
    ...(isQuoted(secret) || hasBlankEnds(secret)
      ? [
          odd(
            'begins or ends with quotation marks, white space or invisible characters, which count as a part of it',
          ),
        ]
      : []),
    ...(rule.mistakes ?? [])
      .filter(({ looks, mayBeChosen }) => mayBeChosen && looks.test(secret))
      .map(() => odd('begins with whsec_ or the like, as keys of other providers do')),
  ];
}

function quality(secret: string, { prefix = '' }: SecretRule): readonly Weakness[] {
  if (SAMPLES.has(secret.toLowerCase())) return [{ kind: 'known', words: 'is a well-known sample' }];
  if (PLACEHOLDER.test(secret) || REPEATED.test(secret))
    return [{ kind: 'known', words: 'is a placeholder' }];
  return secret.length - prefix.length >= GOOD_LENGTH
    ? []
    : [{ kind: 'short', words: `is shorter than ${GOOD_LENGTH} characters${prefix && ` behind ${prefix}`}` }];
}
