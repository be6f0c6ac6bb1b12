import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { settingProblems, settingsFromEnv, variableName } from '../accounts/settings-from-env.ts';
import { type Provider, type SecretRule, secretRuleOf } from '../contract/index.ts';
import { openAccount } from './account-under-test.ts';
import { expectRefused } from './expectations.ts';
import { NOW, type Subject } from './subject.ts';

/** Texts that a parser could split, or from which a shell could remove characters. */
const AWKWARD = [
  'k3jw8q,hT5b9s7c2pQ',
  'k3jw8q, hT5b9s7c2pQ, m4',
  'one two three',
  'half;half|half',
  `it's "quoted" inside`,
  'Schlüssel-ключ-鍵-🔑',
  'a[0],b]',
  '{a},{b}',
  'back\\slash\\n$HOME',
];

/** Tests that a configured secret is one whole key, and that no part of it is a key. */
export function secretSuite(subject: Subject): void {
  const { provider, simulator, account, fixtures } = subject;
  const { secretKey = '' } = simulator;
  const field = listOf(provider);
  const body = fixtures[0]?.body ?? Buffer.from('{}');
  if (!field) return;
  const { variable, rule } = field;

  /** The secret as written, with the other settings that a signature depends on. */
  const withOthers = (text: string) => ({ ...account.credentials.env, [variable]: text });
  const open = (text: string, secret: string) =>
    openAccount({
      provider,
      simulator,
      credentials: { env: {}, signing: { ...account.credentials.signing, [secretKey]: secret } },
      env: withOthers(text),
    });
  const signedWith = (secret: string) => open('', secret).sign(body, NOW);

  describe.each([...AWKWARD, '[abc', account.credentials.signing[secretKey] ?? ''])(
    'with the secret %j',
    (text) => {
      const { prefix = '' } = rule;
      const secret = text.startsWith(prefix) ? text : `${prefix}${text}`;
      const asArray = JSON.stringify([secret]);
      const writings = secret.startsWith('[') ? [asArray] : [secret, asArray];

      it('accepts only signatures by the whole secret, not by a part of it, or is refused at start', async () => {
        for (const written of writings) {
          if (rule.problem?.(secret) !== undefined) {
            expect(problemsWith(provider, withOthers(written))).toHaveLength(1);
            continue;
          }
          const whole = open(written, secret);
          expect(await whole.verify(signedWith(secret), NOW)).toMatchObject({ authentic: true });
          for (const part of partsOf(secret, rule))
            expectRefused(subject, await whole.verify(signedWith(part), NOW));
        }
      });
    },
  );

  it('does not read the old syntax with commas as a list: it is one secret, or refused at start', async () => {
    const [first, second] = [account, subject.stranger].map(
      ({ credentials }) => credentials.signing[secretKey] ?? '',
    );
    const written = `${first},${second}`;
    if (problemsWith(provider, withOthers(written)).length > 0) return;
    const opened = open(written, written);
    expect(await opened.verify(signedWith(written), NOW)).toMatchObject({ authentic: true });
    for (const part of [first, second])
      expectRefused(subject, await opened.verify(signedWith(part ?? ''), NOW));
  });
}

/** The variable with a provider's signing secrets; `undefined` if it has no shared secrets. */
function listOf(provider: Provider): { readonly variable: string; readonly rule: SecretRule } | undefined {
  const empty = provider.settings.parse({});
  const found = Object.entries(provider.settings.shape).flatMap(([key, field]) => {
    const rule = secretRuleOf(field as z.ZodType);
    return rule && Array.isArray(empty[key]) ? [{ variable: variableName(provider.slug, key), rule }] : [];
  });
  return found[0];
}

function problemsWith(provider: Provider, env: Readonly<Record<string, string>>): readonly string[] {
  try {
    settingsFromEnv(provider, env);
    return [];
  } catch (error) {
    return settingProblems(error, (key) => variableName(provider.slug, key));
  }
}

/** All texts that could result from splitting a secret, with and without the common prefix. */
function partsOf(secret: string, { prefix = '', problem }: SecretRule): readonly string[] {
  const halves = [secret.slice(0, -8), secret.slice(8)];
  // In base64, spaces and padding do not belong to the key.
  if (problem) return halves;
  const words = secret.split(/[^\p{L}\p{N}_-]+/u);
  const around = [` ${secret}`, `${secret} `, JSON.stringify([secret])];
  const parts = [
    ...words,
    ...words.map((word) => `${prefix}${word}`),
    ...secret.split(','),
    ...halves,
    ...around,
  ];
  return [...new Set(parts)].filter((part) => part !== '' && part !== prefix && part !== secret);
}
