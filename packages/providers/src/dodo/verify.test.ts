import DodoPayments from 'dodopayments';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { simulator } from './simulator/index.ts';
import { dodo } from './index.ts';

const NOW = new Date();
const NEW = `whsec_${Buffer.alloc(24, 'n').toString('base64')}`;
const OLD = `whsec_${Buffer.alloc(24, 'o').toString('base64')}`;
const body = Buffer.from('{"type":"payment.succeeded","data":{"payment_id":"pay_1"}}');
const changed = Buffer.from(body.toString().replace('pay_1', 'pay_2'));

const verifyWith = (secrets: readonly string[], headers: Readonly<Record<string, string>>, bytes = body) =>
  dodo.createVerifier({
    settings: { webhookSecrets: [...secrets] },
    mode: 'test',
    io: {
      now: () => NOW,
      fetch: () => Promise.reject(new Error('no network')),
      fetchCertificate: () => Promise.reject(new Error('no network')),
    },
  })({ headers, body: bytes, path: '/webhooks/dodo', query: {} });
const simulated = (secret: string) =>
  simulator.sign({ body, sentAt: NOW, path: '/webhooks/dodo', signing: { secret } }).headers;
const sdk = (secret: string) => new DodoPayments({ bearerToken: 'unused', webhookKey: secret }).webhooks;

/** Signed by the library that the SDK verifies with. */
const bySdk = (secret: string, at = NOW) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign('msg_1', at, body.toString()),
});

describe("Dodo's SDK", () => {
  it('accepts what the simulator signs, and refuses it with one byte changed', () => {
    const headers = simulated(NEW);
    expect(sdk(NEW).unwrap(body.toString(), { headers })).toMatchObject({ data: { payment_id: 'pay_1' } });
    expect(() => sdk(NEW).unwrap(changed.toString(), { headers })).toThrow('No matching signature found');
    expect(() => sdk(OLD).unwrap(body.toString(), { headers })).toThrow('No matching signature found');
  });

  it('signs what the verifier accepts, and the verifier refuses it with one byte changed', async () => {
    expect(await verifyWith([NEW], bySdk(NEW))).toMatchObject({ authentic: true });
    expect(await verifyWith([NEW], bySdk(NEW), changed)).toMatchObject({ code: 'signature_mismatch' });
    expect(await verifyWith([NEW], bySdk(OLD))).toMatchObject({ code: 'signature_mismatch' });
  });
});

describe('a delivery', () => {
  it('is authentic with any of the configured secrets, and with any of its signatures', async () => {
    expect(await verifyWith([NEW, OLD], bySdk(OLD))).toMatchObject({ authentic: true });
    const both = {
      ...bySdk(OLD),
      'webhook-signature': [NEW, OLD].map((secret) => bySdk(secret)['webhook-signature']).join(' '),
    };
    expect(await verifyWith([OLD], both)).toMatchObject({ authentic: true });
  });

  it.each([
    [-301, 'timestamp_stale'],
    [301, 'timestamp_future'],
  ])('signed %i s from now is refused: %s', async (seconds, code) => {
    const at = new Date(NOW.getTime() + seconds * 1000);
    expect(await verifyWith([NEW], bySdk(NEW, at))).toMatchObject({ code });
  });
});

describe('the event key', () => {
  const keyOf = (id: string, bytes = body) =>
    dodo.identify({ headers: { 'webhook-id': id }, body: bytes }).eventKey;

  it('is the signed id, although a later attempt has newer data', () => {
    expect(keyOf('msg_1')).toBe('msg_1');
    expect(keyOf('msg_1', changed)).toBe('msg_1');
    expect(keyOf('msg_2')).toBe('msg_2');
  });

  it('is the hash of an id that is too long, not of the body', () => {
    const long = 'm'.repeat(300);
    expect(keyOf(long)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(keyOf(long, changed)).toBe(keyOf(long));
  });
});

describe('a secret', () => {
  it.each(['c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0', 'whsec_c2hvcnQ=', 'whsec_not base64', 'whpk_AAAA'])(
    '%j is refused at start',
    (text) => {
      expect(dodo.settings.safeParse({ webhookSecrets: text }).success).toBe(false);
    },
  );
});
