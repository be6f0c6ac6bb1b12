import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTokenVerifier } from '../contract/index.ts';
import { IppopaySettings, isConfigured } from './settings.ts';

const TOKEN = 'k7Qm2v_Zx9Lr4Tn8';
const KEYS = { publicKey: 'pk_test_1', secretKey: 'sk_test_1' };

const verdictOn = (pathToken: string | undefined, expected: string | undefined = TOKEN) =>
  createTokenVerifier(expected)({
    headers: {},
    body: Buffer.from(''),
    path: '/webhooks/ippopay',
    query: {},
    pathToken,
  });

describe('the path token', () => {
  it('accepts a delivery', () => {
    expect(verdictOn(TOKEN)).toEqual({ authentic: true });
  });

  it.each([undefined, '', TOKEN.slice(0, -1), `${TOKEN}x`, TOKEN.toLowerCase()])(
    'refuses %j',
    (pathToken) => {
      expect(verdictOn(pathToken)).toMatchObject({ authentic: false, code: 'token_mismatch' });
    },
  );

  it('refuses every delivery if none is configured', () => {
    expect(
      createTokenVerifier(undefined)({ headers: {}, body: Buffer.from(''), path: '/', query: {} }),
    ).toMatchObject({
      code: 'token_mismatch',
    });
  });

  it('is not in the reason of a refusal', () => {
    expect(JSON.stringify(verdictOn('another_token'))).not.toMatch(/another_token|k7Qm2v/);
  });
});

describe('the settings', () => {
  it('are off without configuration, and on with token and keys', () => {
    expect(isConfigured(IppopaySettings.parse({}))).toBe(false);
    expect(isConfigured(IppopaySettings.parse({ pathToken: TOKEN, ...KEYS }))).toBe(true);
  });

  it('name the missing settings if there is a token', () => {
    const { error } = IppopaySettings.safeParse({ pathToken: TOKEN, publicKey: 'pk_test_1' });
    expect(error?.issues.map(({ path }) => path)).toEqual([['secretKey']]);
  });

  it.each(['short', 'has/slash_in_it', 'a'.repeat(129)])(
    'refuse %j as a token, and do not quote it',
    (pathToken) => {
      const message = IppopaySettings.safeParse({ pathToken, ...KEYS }).error?.message;
      expect(message).toMatch(/8 to 128/);
      expect(message).not.toContain(pathToken);
    },
  );

  it('mark the token and the secret key as secrets', () => {
    const marked = Object.entries(IppopaySettings.shape).filter(
      ([, field]) => z.globalRegistry.get(field)?.['secret'],
    );
    expect(marked.map(([key]) => key)).toEqual(['pathToken', 'secretKey']);
  });
});
