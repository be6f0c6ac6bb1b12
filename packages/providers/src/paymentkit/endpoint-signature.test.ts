import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { settings } from './settings.ts';
import { createVerifier } from './verify.ts';

const SENT = 1_772_443_860;
const BODY = '{"id":"evt_1","note":"\\u00e9"}';
const SECRET = '0f'.repeat(32);

/** Created like blocklet-server's signature.js does. */
const digest = (secret = SECRET, body = BODY) =>
  createHmac('sha256', secret).update(`${SENT}.${body}`).digest('hex');

const verify = (signature: string, { body = BODY, secondsLater = 0 } = {}) =>
  createVerifier({
    settings: settings.parse({ webhookSecrets: ['newest', SECRET] }),
    io: { now: () => new Date((SENT + secondsLater) * 1000) },
  })({
    headers: { 'x-webhook-signature': signature },
    body: Buffer.from(body),
    path: '/webhooks/paymentkit',
    query: {},
  });

describe('the X-Webhook-Signature', () => {
  it('is valid with any configured secret, and gives the signed time', async () => {
    expect(await verify(`t=${SENT},v1=${digest()}`)).toEqual({
      authentic: true,
      signedAt: new Date(SENT * 1000),
    });
    expect(await verify(`t=${SENT},v1=${digest('newest')}`)).toMatchObject({ authentic: true });
  });

  it('is valid if one of several signatures is', async () => {
    expect(await verify(`t=${SENT}, v1=${'0'.repeat(64)}, v1=${digest()}`)).toMatchObject({
      authentic: true,
    });
  });

  it('covers the raw bytes', async () => {
    const rewritten = JSON.stringify(JSON.parse(BODY));
    expect(await verify(`t=${SENT},v1=${digest()}`, { body: rewritten })).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it('covers the time', async () => {
    expect(await verify(`t=${SENT + 1},v1=${digest()}`)).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each([
    [300, { authentic: true }],
    [301, { code: 'timestamp_stale' }],
    [-300, { authentic: true }],
    [-301, { code: 'timestamp_future' }],
  ])('that arrives %i s after signing', async (secondsLater, verdict) => {
    expect(await verify(`t=${SENT},v1=${digest()}`, { secondsLater })).toMatchObject(verdict);
  });

  it.each([
    digest(),
    `v1=${digest()}`,
    `t=${SENT}`,
    `t=${SENT},t=${SENT},v1=${digest()}`,
    `t=soon,v1=${digest()}`,
    `t=${SENT},${'v1=00,'.repeat(30)}v1=${digest()}`,
  ])('is refused as malformed: %s', async (signature) => {
    expect(await verify(signature)).toMatchObject({ code: 'signature_malformed' });
  });
});
