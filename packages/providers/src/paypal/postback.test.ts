import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../contract/errors.ts';
import { paypal } from './index.ts';
import { type Answer, json, overHttp, startPaypalApi, verification } from './simulator/paypal-api-double.ts';
import { sign } from './simulator/sign.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';

const CERTIFICATE_URL = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1';
/** Numbers, escapes and spaces that JSON.stringify would change. */
const RAW =
  '{ "id":"WH-1",\t"amount": 1.0, "big": 12345678901234567890, "path":"a\\/b", "name":"caf\\u00e9 €" }';

let authority: SimulatedAuthority;
let api: Awaited<ReturnType<typeof startPaypalApi>>;
let now: Date;

beforeAll(async () => {
  authority = await createSimulatedAuthority({ now: new Date('2026-03-04T10:00:00Z') });
});
beforeEach(async () => {
  now = new Date('2026-03-04T10:00:00Z');
  api = await startPaypalApi();
});
afterEach(() => api.stop());

/** An account that does not trust the certificate authority, but has credentials for PayPal's API. */
const verifier = (changed: object = {}) =>
  paypal.createVerifier({
    settings: paypal.settings.parse({
      webhookIds: 'HOOK2,HOOK1',
      clientId: 'client',
      clientSecret: 's3cret',
      apiUrl: api.url,
      ...changed,
    }),
    mode: 'test',
    io: { now: () => now, fetch: overHttp, fetchCertificate: () => Promise.resolve(authority.leaf) },
  });
function delivery(body: Buffer | string = RAW, webhookId = 'HOOK1') {
  const signing = { privateKey: authority.privateKey, webhookId, certificateUrl: CERTIFICATE_URL };
  const request = sign({ body: Buffer.from(body), sentAt: now, signing });
  return { headers: request.headers, body: request.body, path: '/webhooks/paypal', query: {} };
}
const questions = () => api.asked.filter(({ path }) => path === '/v1/notifications/verify-webhook-signature');

describe('a certificate under an unknown issuer', () => {
  it("is verified by PayPal's API, which gets the raw body byte for byte", async () => {
    const given = delivery();
    expect(await verifier()(given)).toEqual({
      authentic: true,
      signedAt: now,
      deliveryRef: given.headers['paypal-transmission-id'],
      mode: 'test',
    });

    const [token, question] = api.asked;
    expect(token).toMatchObject({ path: '/v1/oauth2/token', body: 'grant_type=client_credentials' });
    expect(token?.headers.authorization).toBe(`Basic ${Buffer.from('client:s3cret').toString('base64')}`);
    expect(question?.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'content-type': 'application/json',
    });
    expect(question?.body.endsWith(`"webhook_event":${RAW}}`)).toBe(true);
    expect(JSON.parse(question?.body ?? '')).toMatchObject({
      auth_algo: 'SHA256withRSA',
      cert_url: CERTIFICATE_URL,
      transmission_id: given.headers['paypal-transmission-id'],
      transmission_sig: given.headers['paypal-transmission-sig'],
      transmission_time: '2026-03-04T10:00:00Z',
      webhook_id: 'HOOK1',
    });
  });

  it('is refused if PayPal answers FAILURE', async () => {
    api.answers.verify = verification('FAILURE');
    expect(await verifier()(delivery())).toMatchObject({ authentic: false, code: 'signature_mismatch' });
  });

  it.each([400, 404, 422])('is refused if PayPal does not accept the request (HTTP %i)', async (code) => {
    api.answers.verify = json(code, { name: 'VALIDATION_ERROR' });
    expect(await verifier()(delivery())).toMatchObject({ authentic: false, code: 'certificate_untrusted' });
  });

  it.each<[string, Answer]>([
    ['is overloaded', json(429, {})],
    ['fails', json(503, {})],
    ['forbids', json(403, {})],
    ['redirects', json(302, {})],
    ['answers with a text that is not JSON', { status: 200, body: '<html>' }],
    ['answers with an unknown status', verification('MAYBE')],
  ])('is not decided if the API %s', async (_, answer) => {
    api.answers.verify = answer;
    await expect(verifier()(delivery())).rejects.toBeInstanceOf(UnavailableError);
  });

  it('is not decided if there is no connection', async () => {
    await expect(verifier({ apiUrl: 'http://127.0.0.1:1' })(delivery())).rejects.toBeInstanceOf(
      UnavailableError,
    );
  });

  it.each<[string, Answer]>([
    ['refuses the credentials', json(401, { error: 'invalid_client' })],
    ['returns no token', json(200, { access_token: '' })],
  ])('is not decided, and no verification is requested, if the API %s', async (_, answer) => {
    api.answers.token = answer;
    await expect(verifier()(delivery())).rejects.toBeInstanceOf(UnavailableError);
    expect(questions()).toHaveLength(0);
  });

  it('is refused without a request if the signature does not match, or the delivery is too old', async () => {
    const verify = verifier();
    expect(await verify({ ...delivery(), body: Buffer.from('{}') })).toMatchObject({
      code: 'signature_mismatch',
    });
    expect(await verify(delivery(RAW, 'HOOK3'))).toMatchObject({ code: 'signature_mismatch' });
    const old = delivery();
    now = new Date(now.getTime() + 5 * 86_400_000);
    expect(await verify(old)).toMatchObject({ code: 'timestamp_stale' });
    expect(api.asked).toHaveLength(0);
  });

  it("is refused without a request if PayPal's simulator sent it, because the API does not verify its events", async () => {
    const verdict = await verifier({ allowSimulator: true })(delivery(RAW, 'WEBHOOK_ID'));
    expect(verdict).toMatchObject({ code: 'certificate_untrusted' });
    expect(api.asked).toHaveLength(0);
  });

  it.each([
    ['is not JSON', Buffer.from('hello')],
    ['closes the event early', Buffer.from('{}, "webhook_id": "OTHER", "x": {}')],
    ['is not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['begins with a byte order mark', Buffer.from('\ufeff{}')],
    ['is empty', Buffer.alloc(0)],
  ])('is refused without a request if the body %s', async (_, body) => {
    expect(await verifier()(delivery(body))).toMatchObject({ code: 'certificate_untrusted' });
    expect(api.asked).toHaveLength(0);
  });
});
