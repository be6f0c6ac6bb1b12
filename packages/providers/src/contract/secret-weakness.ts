import { hasBlankEnds, isQuoted } from './secret-problem.ts';
import type { SecretRule } from './secret-rule.ts';
import { AS_ARRAY } from './secret-text.ts';

/** Shorter ones can be guessed by whoever has seen one signed delivery. Where the provider allows them they are warned of, not refused. */
const GOOD_LENGTH = 16;

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

/** Something that the provider allows, and that somebody should look at. */
export interface Weakness {
  /** `known`: everybody has it. `short`: it can be guessed. `odd`: it may well not be what was meant. */
  readonly kind: 'known' | 'short' | 'odd';
  /** Go on from the setting's name, and do not quote it. */
  readonly words: string;
}

/** What is weak or odd about a secret that `rule` allows. */
export function weaknessesOf(secret: string, rule: SecretRule): readonly Weakness[] {
  const odd = (words: string): Weakness => ({ kind: 'odd', words });
  return [
    ...quality(secret, rule),
    ...(/[,;]/.test(secret) ? [odd(`holds a comma or semicolon, and is one secret: ${AS_ARRAY}`)] : []),
    ...(isQuoted(secret) || hasBlankEnds(secret)
      ? [odd('has quotation marks, white space or characters that cannot be seen around it, as part of it')]
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
