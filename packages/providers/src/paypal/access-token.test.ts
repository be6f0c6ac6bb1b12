import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../contract/errors.ts';
import { paypal } from './index.ts';
import { json, overHttp, startPaypalApi, verification } from './simulator/paypal-api-double.ts';
import { sign } from './simulator/sign.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';

const CERTIFICATE_URL = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1';

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
const verifier = () =>
  paypal.createVerifier({
    settings: paypal.settings.parse({
      webhookIds: 'HOOK2,HOOK1',
      clientId: 'client',
      clientSecret: 's3cret',
      apiUrl: api.url,
    }),
    mode: 'test',
    io: { now: () => now, fetch: overHttp, fetchCertificate: () => Promise.resolve(authority.leaf) },
  });
function delivery() {
  const signing = { privateKey: authority.privateKey, webhookId: 'HOOK1', certificateUrl: CERTIFICATE_URL };
  const request = sign({ body: Buffer.from('{}'), sentAt: now, signing });
  return { headers: request.headers, body: request.body, path: '/webhooks/paypal', query: {} };
}

describe('the access token', () => {
  const tokens = () => api.asked.filter(({ path }) => path === '/v1/oauth2/token').length;

  it('is requested once, also by simultaneous deliveries, until a minute before it expires', async () => {
    const verify = verifier();
    await Promise.all([verify(delivery()), verify(delivery())]);
    now = new Date(now.getTime() + 239_000);
    await verify(delivery());
    expect(tokens()).toBe(1);
    now = new Date(now.getTime() + 2_000);
    await verify(delivery());
    expect(tokens()).toBe(2);
  });

  it('is dropped if the API no longer accepts it', async () => {
    const verify = verifier();
    api.answers.verify = json(401, {});
    await expect(verify(delivery())).rejects.toBeInstanceOf(UnavailableError);
    api.answers.verify = verification('SUCCESS');
    expect(await verify(delivery())).toMatchObject({ authentic: true });
    expect(tokens()).toBe(2);
  });

  it('is never part of an error', async () => {
    api.answers.token = json(200, { access_token: 'token-1', expires_in: 'soon' });
    const error: unknown = await Promise.resolve(verifier()(delivery())).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error instanceof Error ? `${error.message} ${String(error.cause)}` : '').not.toMatch(
      /token-1|s3cret/,
    );
  });
});
