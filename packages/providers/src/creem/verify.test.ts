import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signHmac, webhookSecretsVerifier } from '../contract/index.ts';
import { creem, creemScheme } from './index.ts';

const BODY =
  '{"id":"evt_1","eventType":"subscription.paused","created_at":1754041946898,"object":{"id":"sub_1","object":"subscription","mode":"test","status":"paused"}}';
const SECRET = 'whsec_4tQk2vN8xYpL0sHd7RgM1w';
const now = () => new Date('2026-03-02T09:31:00Z');

const signed = (body: string, secret = SECRET) =>
  signHmac(creemScheme, { body: Buffer.from(body), sentAt: now(), secrets: [secret] })['creem-signature'] ??
  '';
const byHand = (body: string, secret = SECRET) => createHmac('sha256', secret).update(body).digest('hex');

const verify = (body: string, headers: Readonly<Record<string, string>>, secrets = [SECRET, 'whsec_old']) =>
  webhookSecretsVerifier(creemScheme)({ settings: { webhookSecrets: secrets }, io: { now } })({
    headers,
    body: Buffer.from(body),
    path: '/webhooks/creem',
    query: {},
  });

describe('the creem-signature', () => {
  it('is the one that the documentation computes: the whole secret is the key, with its prefix', () => {
    expect(signed(BODY)).toBe(byHand(BODY));
    expect(verify(BODY, { 'creem-signature': byHand(BODY) })).toEqual({ authentic: true });
    const withoutPrefix = byHand(BODY, SECRET.slice('whsec_'.length));
    expect(verify(BODY, { 'creem-signature': withoutPrefix })).toMatchObject({ code: 'signature_mismatch' });
  });

  it('is valid with any configured secret, and with no other', () => {
    expect(verify(BODY, { 'creem-signature': byHand(BODY, 'whsec_old') })).toEqual({ authentic: true });
    expect(verify(BODY, { 'creem-signature': byHand(BODY, 'whsec_other') })).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it.each([
    ['upper case', byHand(BODY).toUpperCase()],
    ['with a prefix', `sha256=${byHand(BODY)}`],
    ['cut short', byHand(BODY).slice(2)],
    ['sent twice', `${byHand(BODY)}, ${byHand(BODY)}`],
  ])('is refused %s', (_, signature) => {
    expect(verify(BODY, { 'creem-signature': signature })).toMatchObject({ code: 'signature_malformed' });
  });

  it('cannot be replaced by another scheme that the sender chooses', () => {
    const timestamp = String(now().getTime() / 1000);
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`msg_1.${timestamp}.${BODY}`).digest('base64');
    const standard = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    };
    expect(verify(BODY, standard)).toMatchObject({ code: 'signature_missing' });
    expect(verify(BODY, { 'x-creem-signature': byHand(BODY) })).toMatchObject({ code: 'signature_missing' });
  });
});

it('takes the event key from the signed id', () => {
  expect(creem.identify({ headers: {}, body: Buffer.from(BODY) })).toEqual({
    eventKey: 'evt_1',
    type: 'subscription.paused',
  });
});

it('is answered with 200, the only status that Creem names as a success', () => {
  expect(creem.acceptedStatus).toBe(200);
});
