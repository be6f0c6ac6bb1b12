import { existsSync, readFileSync } from 'node:fs';
import { SignatureValidator } from 'mollie-api-typescript/utils/webhooks/index.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { simulator } from './simulator/index.ts';
import { createMollieVerifier } from './verify.ts';

const BODY = '{\n  "resource": "event",\n  "id": "event_1",\n  "note": "caf\\u00e9 ü 10,00 €"\n}';
const CHANGED = BODY.replace('event_1', 'event_2');
const HEADER = 'x-mollie-signature';

/** The signature of a delivery of our simulator. */
const simulated = (body: string, secret: string): string =>
  simulator.sign({
    body: Buffer.from(body),
    sentAt: new Date(0),
    path: '/webhooks/mollie',
    signing: { secret, pathToken: 'k7Qm2v_Zx9Lr4Tn8' },
  }).headers[HEADER] ?? '';

const verdictOn = (body: string, signature: string, webhookSecrets = ['new', 'old']) =>
  createMollieVerifier({
    settings: { webhookSecrets, pathToken: undefined },
    io: { now: () => new Date(0) },
  })({ headers: { [HEADER]: signature }, body: Buffer.from(body), path: '/webhooks/mollie', query: {} });

describe('the official package', () => {
  it.each(['new', 'old'])('accepts what our simulator signs with the secret %s', async (secret) => {
    const signature = simulated(BODY, secret);
    expect(await SignatureValidator.validate(BODY, ['new', 'old'], signature)).toBe(true);
    await expect(SignatureValidator.validate(CHANGED, ['new', 'old'], signature)).rejects.toThrow('Invalid');
    await expect(SignatureValidator.validate(BODY, ['other'], signature)).rejects.toThrow('Invalid');
  });

  it.each(['new', 'old'])('signs with the secret %s what our verifier accepts', async (secret) => {
    const digest = await SignatureValidator.createSignature(BODY, secret);
    for (const signature of [digest, `sha256=${digest}`]) {
      expect(verdictOn(BODY, signature)).toEqual({ authentic: true });
      expect(verdictOn(CHANGED, signature)).toMatchObject({ code: 'signature_mismatch' });
      expect(verdictOn(BODY, signature, ['other'])).toMatchObject({ code: 'signature_mismatch' });
    }
    expect(SignatureValidator.SIGNATURE_HEADER.toLowerCase()).toBe(HEADER);
  });
});

const vectors = new URL('../../../../../shared/vectors/more/mollie.json', import.meta.url);
const Vector = z.object({
  secret: z.string(),
  body: z.string(),
  headers: z.object({ [HEADER]: z.string() }),
  verifies: z.boolean(),
});

describe.skipIf(!existsSync(vectors))('the vectors (skipped without ../shared/vectors)', () => {
  it('have the expected verdicts, and another body or secret is refused', async () => {
    const read = z.array(Vector).parse(JSON.parse(readFileSync(vectors, 'utf8')));
    expect(read).not.toEqual([]);
    for (const { secret, body, headers, verifies } of read) {
      const signature = headers[HEADER];
      expect(await verdictOn(body, signature, [secret])).toMatchObject({ authentic: verifies });
      const refusal = { authentic: false, code: 'signature_mismatch' };
      expect(await verdictOn(`${body} `, signature, [secret])).toMatchObject(refusal);
      expect(await verdictOn(body, signature, [`${secret}7`])).toMatchObject(refusal);
    }
  });
});
