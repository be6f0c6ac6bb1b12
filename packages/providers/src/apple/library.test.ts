import { X509Certificate } from 'node:crypto';
import { Environment, SignedDataVerifier } from '@apple/app-store-server-library';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixturesOf } from '../conformance/fixtures.ts';
import type { SimulatedCredentials } from '../simulator/contract.ts';
import { apple } from './index.ts';
import { simulator } from './simulator/index.ts';
import { contentOf } from './simulator/jws.ts';
import { BUNDLE_ID } from './simulator/scenarios/notification.ts';

// The library signs no notifications, so the other direction is in vectors.test.ts: its own test notification.

const NOW = new Date('2026-03-02T12:00:00Z');
const fixtures = fixturesOf('apple', simulator);

let credentials: SimulatedCredentials;
let library: SignedDataVerifier;
beforeAll(async () => {
  credentials = await simulator.createCredentials({ now: NOW });
  const root = new X509Certificate(credentials.env['APPLE_TRUST_ANCHORS'] ?? '').raw;
  library = new SignedDataVerifier([root], false, Environment.SANDBOX, BUNDLE_ID);
});

const sign = (body: Buffer) =>
  simulator.sign({ body, sentAt: NOW, path: '/webhooks/apple', signing: credentials.signing }).body;
const payloadOf = (body: Buffer) => (JSON.parse(body.toString()) as { signedPayload: string }).signedPayload;
const verify = (body: Buffer) => {
  const refuse = () => Promise.reject(new Error('no network'));
  const settings = apple.settings.parse({
    bundleIds: BUNDLE_ID,
    trustAnchors: credentials.env['APPLE_TRUST_ANCHORS'],
  });
  const io = { now: () => NOW, fetch: refuse, fetchCertificate: refuse };
  const run = apple.createVerifier({ settings, mode: 'test', io });
  return run({ headers: {}, body, path: '', query: {} });
};

describe.each(fixtures)("$name, signed by the simulator, in Apple's own library", ({ content, body }) => {
  it('is accepted with its transaction and its renewal, and is what the fixture says', async () => {
    const signed = sign(body);
    const notification = await library.verifyAndDecodeNotification(payloadOf(signed));
    const { signedTransactionInfo, signedRenewalInfo } = notification.data ?? {};
    const transaction = await library.verifyAndDecodeTransaction(signedTransactionInfo ?? '');
    const renewal = signedRenewalInfo && (await library.verifyAndDecodeRenewalInfo(signedRenewalInfo));
    const written = JSON.parse(content.toString()) as {
      data: { signedTransactionInfo: object; signedRenewalInfo?: object };
    };
    expect(transaction).toEqual(written.data.signedTransactionInfo);
    expect(renewal).toEqual(written.data.signedRenewalInfo);
    expect(contentOf(JSON.parse(signed.toString()))).toEqual(written);
    expect(verify(signed)).toEqual({ authentic: true });
  });

  it('is refused by both with a changed byte', async () => {
    const signed = payloadOf(sign(body));
    const [header = '', payload = '', signature = ''] = signed.split('.');
    const swapped = (text: string, at: number) =>
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    for (const changed of [
      [header, swapped(payload, 40), signature],
      [header, payload, swapped(signature, 40)],
    ].map((parts) => parts.join('.'))) {
      await expect(library.verifyAndDecodeNotification(changed)).rejects.toThrow();
      expect(verify(Buffer.from(JSON.stringify({ signedPayload: changed })))).toMatchObject({
        authentic: false,
      });
    }
  });
});
