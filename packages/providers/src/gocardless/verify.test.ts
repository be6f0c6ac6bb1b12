import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parse, verifySignature } from 'gocardless-nodejs/webhooks';
import { describe, expect, it } from 'vitest';
import { withFlippedBit } from '../conformance/fixtures.ts';
import { gocardless } from './index.ts';
import { simulator } from './simulator/index.ts';

const SECRET = 'ED7D658C-D8EB-4941-948B-3973214F2D49';
const BODY = readFileSync(new URL('./simulator/fixtures/payments.failed.json', import.meta.url));
const NOW = new Date('2026-03-02T12:00:00.000Z');

const verify = (body: Buffer, signature: string, secrets = [SECRET]) =>
  gocardless.createVerifier({
    settings: gocardless.settings.parse({ webhookSecrets: secrets }),
    mode: 'test',
    io: {
      now: () => NOW,
      fetch: () => Promise.reject(new Error('no network')),
      fetchCertificate: () => Promise.reject(new Error('no network')),
    },
  })({ headers: { 'webhook-signature': signature }, body, path: '/webhooks/gocardless', query: {} });
const signedByUs = (body: Buffer) =>
  simulator.sign({ body, sentAt: NOW, path: '/webhooks/gocardless', signing: { secret: SECRET } }).headers[
    'webhook-signature'
  ] ?? '';

describe("GoCardless's own library", () => {
  it('accepts what the simulator signs, and reads the same events', () => {
    const events = parse(BODY, SECRET, signedByUs(BODY));
    expect(events.map(({ id }) => id)).toEqual([gocardless.identify({ headers: {}, body: BODY }).eventKey]);
  });

  it('refuses a changed byte, as the verifier does', async () => {
    const signature = signedByUs(BODY);
    for (const changed of withFlippedBit(BODY)) {
      expect(() => verifySignature(changed, SECRET, signature)).toThrow(/signature header/);
      expect(await verify(changed, signature)).toMatchObject({ code: 'signature_mismatch' });
    }
  });

  it('agrees with the verifier about a signature that neither of them made', async () => {
    const signature = createHmac('sha256', SECRET).update(BODY).digest('hex');
    expect(() => verifySignature(BODY, SECRET, signature)).not.toThrow();
    expect(await verify(BODY, signature)).toEqual({ authentic: true });
  });
});

describe('a signature', () => {
  it('is accepted by each of several secrets, for a rotation', async () => {
    const signature = signedByUs(BODY);
    expect(await verify(BODY, signature, ['new-secret-of-the-endpoint', SECRET])).toEqual({
      authentic: true,
    });
    expect(await verify(BODY, signature, ['new-secret-of-the-endpoint'])).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it.each(['', 'x', signedByUs(BODY).toUpperCase(), `${signedByUs(BODY)}00`])(
    'of another form is refused: %j',
    async (signature) => {
      expect(await verify(BODY, signature)).toMatchObject({ authentic: false });
    },
  );
});

const vectors = new URL('../../../../../shared/vectors/other-schemes/vectors.json', import.meta.url);

interface Vector {
  readonly provider: string;
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

describe.skipIf(!existsSync(vectors))(
  "the vector of GoCardless's library (skipped without ../shared/vectors)",
  () => {
    it('is authentic, and a changed byte of it is not', async () => {
      const all = JSON.parse(readFileSync(vectors, 'utf8')) as Vector[];
      const [vector, ...others] = all.filter(({ provider }) => provider === 'gocardless');
      expect(others).toEqual([]);
      const { secret = '', body: text = '', headers = {} } = vector ?? {};
      const [body, signature = ''] = [Buffer.from(text), headers['webhook-signature']];
      expect(await verify(body, signature, [secret])).toEqual({ authentic: true });
      for (const changed of withFlippedBit(body))
        expect(await verify(changed, signature, [secret])).toMatchObject({ code: 'signature_mismatch' });
      expect(gocardless.identify({ headers: {}, body }).type).toBe('events');
    });
  },
);
