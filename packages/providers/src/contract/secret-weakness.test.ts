import { describe, expect, it } from 'vitest';
import { NOT_WHSEC } from './secret-problem.ts';
import { weaknessesOf } from './secret-weakness.ts';

const kinds = (secret: string, rule = {}) => weaknessesOf(secret, rule).map(({ kind }) => kind);

describe('a secret', () => {
  it.each(['whsec_c2VzYW1lIG9wZW4gc2VzYW1l', 'a1b2c3d4e5f6a7b8', 'testify-6cdd1be0a3f2'])(
    'of 16 characters or more that is not public is good: %s',
    (secret) => expect(weaknessesOf(secret, {})).toEqual([]),
  );

  it.each(['a1b2c3d4e5f6a7b', 'x7Rq'])('shorter than 16 characters is weak: %s', (secret) =>
    expect(weaknessesOf(secret, {})).toEqual([{ kind: 'short', words: 'is shorter than 16 characters' }]),
  );

  it('is measured without the common prefix', () => {
    expect(weaknessesOf('whsec_a1b2c3d4e5f6a7b', { prefix: 'whsec_' })).toEqual([
      { kind: 'short', words: 'is shorter than 16 characters behind whsec_' },
    ]);
    expect(weaknessesOf('whsec_a1b2c3d4e5f6a7b8', { prefix: 'whsec_' })).toEqual([]);
  });

  it.each([
    'whsec_test',
    'ChangeMe',
    '1234567890',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'your_webhook_secret_here',
    'whsec_your-signing-secret',
    'xxxxxxxxxxxxxxxxxxxxxxxx',
  ])('that is public is weak: %s', (secret) => expect(kinds(secret)).toEqual(['known']));

  it.each([
    ['contains a comma', 'k3jw8q-hT5,b9s7c2-pQ'],
    ['is in quotation marks', '"k3jw8q-hT5b9s7c2-pQ"'],
    ['ends with a space', 'k3jw8q-hT5b9s7c2-pQ '],
    ['begins like that of another provider', 'whsec_k3jw8qhT5b9s7c2pQ'],
  ])('that %s is reported, because it may be a mistake', (_, secret) =>
    expect(kinds(secret, { mistakes: [NOT_WHSEC] })).toEqual(['odd']),
  );
});
