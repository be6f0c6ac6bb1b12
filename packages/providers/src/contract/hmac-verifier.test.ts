import { expect, it } from 'vitest';
import { createHmacVerifier, type HmacScheme } from './hmac-verifier.ts';

/** A scheme whose header is the list of signatures, and a counter of how often the body was hashed. */
function begin(secrets: number) {
  const hashed = { times: 0 };
  const scheme: HmacScheme = {
    headers: ['sig'],
    split: ({ sig = '' }) => ({ signatures: sig.split(',') }),
    write: ({ signatures }) => ({ sig: signatures.join(',') }),
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: () => {
      hashed.times += 1;
      return '';
    },
    key: (secret) => Buffer.from(secret),
  };
  const now = () => new Date('2026-03-02T12:00:00Z');
  const names = Array.from({ length: secrets }, (_, index) => `secret ${index}`);
  const verify = createHmacVerifier(scheme, { secrets: names, now });
  const judge = (signatures: number) =>
    verify({
      headers: { sig: Array.from({ length: signatures }, () => 'ab'.repeat(32)).join(',') },
      body: Buffer.alloc(1000),
      path: '/',
      query: {},
    });
  return { hashed, judge };
}

it('hashes the body once per secret, regardless of the number of signatures', async () => {
  const { hashed, judge } = begin(32);
  expect(await judge(16)).toMatchObject({ code: 'signature_mismatch' });
  expect(hashed.times).toBe(32);
});

it('hashes nothing if there are more signatures than a rotation needs', async () => {
  const { hashed, judge } = begin(32);
  expect(await judge(17)).toMatchObject({ code: 'signature_malformed' });
  expect(hashed.times).toBe(0);
});
