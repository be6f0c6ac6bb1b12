import { describe, expect, it } from 'vitest';
import { hashPassword, isPasswordHash, matchesPassword } from './password-hash.ts';

describe('the hash of a password', () => {
  it('matches the password and nothing else, and differs each time', async () => {
    const [hash, another] = await Promise.all([
      hashPassword('pässword:with, $'),
      hashPassword('pässword:with, $'),
    ]);
    expect(hash).toMatch(/^scrypt\.15\.8\.3\.[\w-]{22}\.[\w-]{43}$/);
    expect(hash).not.toBe(another);
    expect(await matchesPassword('pässword:with, $', hash)).toBe(true);
    expect(await matchesPassword('pa\u0308ssword:with, $', hash)).toBe(true);
    expect(await matchesPassword('password:with, $', hash)).toBe(false);
    expect(await matchesPassword('', hash)).toBe(false);
  });

  const salt = 'a'.repeat(22);
  const key = 'b'.repeat(43);
  it.each([
    [`scrypt.15.8.3.${salt}.${key}`, true],
    [`scrypt.18.8.1.${salt}.${key}`, true],
    [`scrypt.20.8.1.${salt}.${key}`, false],
    [`scrypt.9.8.1.${salt}.${key}`, false],
    [`scrypt.15.8.99.${salt}.${key}`, false],
    [`scrypt.15.8.3.${salt}.short`, false],
    ['open sesame, please', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(isPasswordHash(text)).toBe(expected);
  });

  it('is required for a comparison', async () => {
    await expect(matchesPassword('a', 'a')).rejects.toThrow('not a hash');
  });
});
