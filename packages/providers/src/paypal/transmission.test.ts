import { describe, expect, it } from 'vitest';
import { readTransmission } from './transmission.ts';

const headers = {
  'paypal-transmission-id': '103e3700-8b0c-11e6-8695-6b62a8a99ac4',
  'paypal-transmission-time': '2026-03-04T10:00:00Z',
  'paypal-transmission-sig': Buffer.alloc(256, 7).toString('base64'),
  'paypal-auth-algo': 'SHA256withRSA',
};
const read = (changed: Record<string, string | undefined>) => {
  const all = { ...headers, ...changed };
  const present = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return readTransmission({ headers: Object.fromEntries(present), body: Buffer.from('{}') });
};

describe('the signature headers', () => {
  it('are parsed, and the time keeps its exact text', () => {
    const time = '2026-03-04T10:00:00.000+00:00';
    expect(read({ 'paypal-transmission-time': time })).toMatchObject({
      time,
      signedAt: new Date('2026-03-04T10:00:00Z'),
    });
  });

  it.each(Object.keys(headers))('are refused without %s, with its name', (name) => {
    for (const value of [undefined, '']) {
      expect(read({ [name]: value })).toMatchObject({
        code: 'signature_missing',
        reason: expect.stringContaining(name) as unknown,
      });
    }
  });

  it.each(['SHA1withRSA', 'SHA256withECDSA', 'none', 'sha256withrsa'])(
    'are refused with the algorithm %s',
    (algorithm) => {
      expect(read({ 'paypal-auth-algo': algorithm })).toMatchObject({ code: 'algorithm_unsupported' });
    },
  );

  it.each([
    ['paypal-transmission-id', 'a'.repeat(51)],
    ['paypal-transmission-id', 'id|2026'],
    ['paypal-transmission-id', 'one, two'],
    ['paypal-transmission-time', 'yesterday'],
    ['paypal-transmission-time', '2026-19-04T10:00:00Z'],
    ['paypal-transmission-time', `2026-03-04T10:00:00.${'0'.repeat(60)}Z`],
    ['paypal-transmission-sig', 'not base64!'],
    ['paypal-transmission-sig', Buffer.alloc(127).toString('base64')],
    ['paypal-transmission-sig', Buffer.alloc(513).toString('base64')],
    ['paypal-transmission-sig', `${Buffer.alloc(256).toString('base64')} `],
    ['paypal-transmission-sig', Buffer.alloc(256, 0xff).toString('base64url')],
    ['paypal-transmission-sig', 'A'.repeat(1_000_000)],
  ])('are malformed with %s: %s', (name, value) => {
    expect(read({ [name]: value })).toMatchObject({ authentic: false, code: 'signature_malformed' });
  });
});
