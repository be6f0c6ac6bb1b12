import { describe, expect, it } from 'vitest';
import { weaknessOf } from './secret-strength.ts';

describe('a secret', () => {
  it.each(['whsec_c2VzYW1lIG9wZW4gc2VzYW1l', 'a1b2c3d4e5f6a7b8', 'testify-6cdd1be0a3f2'])(
    'of 16 characters or more that nobody else has is good: %s',
    (secret) => expect(weaknessOf(secret)).toBeUndefined(),
  );

  it.each(['a1b2c3d4e5f6a7b', 'x7Rq'])('shorter than 16 characters is weak: %s', (secret) =>
    expect(weaknessOf(secret)).toEqual({ known: false, words: 'is shorter than 16 characters' }),
  );

  it.each([
    'whsec_test',
    'ChangeMe',
    '1234567890',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'your_webhook_secret_here',
    'whsec_your-signing-secret',
    'xxxxxxxxxxxxxxxxxxxxxxxx',
  ])('that everybody has is no secret: %s', (secret) => expect(weaknessOf(secret)?.known).toBe(true));
});
