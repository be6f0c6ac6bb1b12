import { expect, it } from 'vitest';
import { signingSecretProblem, signStandardWebhook } from './sign.ts';
import { createStandardVerifier } from './verify.ts';

const OLD = 'whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk';
const NEW = 'whsec_bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3';
const sentAt = new Date('2026-03-02T10:00:00.900Z');
const body = Buffer.from('{"type":"order.paid"}');

it.each([[OLD], [NEW]])('signs so that a receiver with one of the secrets can verify', async (secret) => {
  const headers = signStandardWebhook({ id: 'msg_1', sentAt, body, secrets: [NEW, OLD] });
  expect(headers).toMatchObject({ 'webhook-id': 'msg_1', 'webhook-timestamp': '1772445600' });
  const delivery = { headers, path: '', query: {} };
  const verify = createStandardVerifier({ webhooksSecrets: [secret] }, { now: () => sentAt });
  expect(await verify({ ...delivery, body })).toMatchObject({ authentic: true });
  expect(await verify({ ...delivery, body: Buffer.from('{}') })).toMatchObject({
    authentic: false,
  });
});

it('accepts only shared secrets, and the reason does not quote the text', () => {
  expect(signingSecretProblem(NEW)).toBeUndefined();
  expect(signingSecretProblem('whpk_AAAA')).toContain('cannot sign');
  expect(signingSecretProblem('not base64!')).toContain('base64');
});
