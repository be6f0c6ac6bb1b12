import { describe, expect, it } from 'vitest';
import { ApiRefusedError, ThrottledError } from '../../contract/api-access.ts';
import { UnavailableError } from '../../contract/errors.ts';
import type { FakeResponse } from '../../simulator/fake-api.ts';
import { paypal } from '../index.ts';
import { askPaypal } from './api.ts';
import { reads } from './index.ts';
import { rejection, startPaypal } from './paypal-under-test.ts';

const REQUEST = { path: '/v2/payments/captures/3CD55443EF667788G' };

async function startWithCapture(options: Parameters<typeof startPaypal>[0] = {}) {
  const started = await startPaypal(options);
  started.api.put('capture', { id: '3CD55443EF667788G', status: 'COMPLETED' });
  return started;
}

const always = (response: FakeResponse) => ({ at: () => response });

describe('the access token', () => {
  it('is requested once, also by simultaneous calls, until a minute before it expires', async () => {
    const { api, access, clock } = await startWithCapture({ tokenSeconds: 300 });
    await Promise.all([askPaypal(REQUEST, access), askPaypal(REQUEST, access)]);
    clock.now = new Date(clock.now.getTime() + 239_000);
    await askPaypal(REQUEST, access);
    expect(api.tokens()).toBe(1);
    clock.now = new Date(clock.now.getTime() + 2_000);
    await askPaypal(REQUEST, access);
    expect(api.tokens()).toBe(2);
  });

  it('is replaced if PayPal no longer accepts it, and the call is made again', async () => {
    const { api, access } = await startWithCapture();
    await askPaypal(REQUEST, access);
    api.revokeTokens();
    expect(await askPaypal(REQUEST, access)).toMatchObject({ status: 200 });
    expect(api.tokens()).toBe(2);
  });

  it('is requested once more, and not again and again, if PayPal refuses every token', async () => {
    const refused = { status: 401, body: '{"name":"AUTHENTICATION_FAILURE"}' };
    const { api, access } = await startWithCapture({
      faults: { at: ({ path }) => (path === REQUEST.path ? refused : undefined) },
    });
    expect(await rejection(askPaypal(REQUEST, access))).toMatchObject({
      name: 'ApiRefusedError',
      status: 401,
      code: 'AUTHENTICATION_FAILURE',
    });
    expect(api.tokens()).toBe(2);
    expect(api.asked).toHaveLength(2);
  });

  it('is refused for credentials of the other mode, and no object is asked for', async () => {
    const { api, access } = await startWithCapture({
      credentials: { clientId: 'live-app', clientSecret: 'live-secret' },
    });
    const error = await rejection(askPaypal(REQUEST, access));
    expect(error).toBeInstanceOf(ApiRefusedError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_client' });
    expect(String(error)).not.toMatch(/s3cret|app-/);
    expect(api.asked).toEqual([]);
  });
});

describe('a call', () => {
  it('takes one call of the budget; a token takes none', async () => {
    const { access, calls } = await startWithCapture();
    await askPaypal(REQUEST, access);
    await askPaypal(REQUEST, access);
    expect(calls.taken).toBe(2);
  });

  it('is refused without credentials, and nothing is sent', async () => {
    const { api, access } = await startWithCapture();
    const settings = paypal.settings.parse({ webhookIds: 'HOOK1', apiUrl: access.settings.apiUrl });
    expect(reads.isConfigured(settings)).toBe(false);
    expect(reads.isConfigured(access.settings)).toBe(true);
    expect(await rejection(askPaypal(REQUEST, { ...access, settings }))).toMatchObject({
      name: 'ApiRefusedError',
      status: 0,
    });
    expect(api.asked).toEqual([]);
  });

  it('that PayPal throttles says when to call again, also if it is the request for a token', async () => {
    const { access } = await startWithCapture({
      faults: always({
        status: 429,
        headers: { 'retry-after': '40' },
        body: '{"name":"RATE_LIMIT_REACHED"}',
      }),
    });
    const error = await rejection(askPaypal(REQUEST, access));
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({ retryAfterMs: 40_000 });
  });

  it('that PayPal throttles without a time is to be made later', async () => {
    const { access } = await startWithCapture({
      faults: { at: ({ path }) => (path === REQUEST.path ? { status: 429, body: '' } : undefined) },
    });
    const error = await rejection(askPaypal(REQUEST, access));
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({ retryAfterMs: undefined });
  });

  it.each([500, 503, 302])('is to be made later after %i', async (status) => {
    const { access } = await startWithCapture({
      faults: { at: ({ path }) => (path === REQUEST.path ? { status, body: '' } : undefined) },
    });
    const error = await rejection(askPaypal(REQUEST, access));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).not.toBeInstanceOf(ThrottledError);
  });

  it('without a permission is refused with the code of PayPal', async () => {
    const { access } = await startWithCapture({
      faults: {
        at: ({ path }) =>
          path === REQUEST.path
            ? { status: 403, body: '{"name":"NOT_AUTHORIZED","message":"…"}' }
            : undefined,
      },
    });
    expect(await rejection(askPaypal(REQUEST, access))).toMatchObject({
      name: 'ApiRefusedError',
      status: 403,
      code: 'NOT_AUTHORIZED',
    });
  });

  it('goes to the live or sandbox address by the mode', async () => {
    const { access } = await startWithCapture();
    const settings = { ...access.settings, apiUrl: undefined };
    const hosts: string[] = [];
    const io = {
      now: access.io.now,
      fetch: ({ url }: { readonly url: URL }) => {
        hosts.push(url.host);
        return Promise.reject(new UnavailableError('not sent'));
      },
    };
    await rejection(askPaypal(REQUEST, { ...access, settings, io, mode: 'live' }));
    await rejection(askPaypal(REQUEST, { ...access, settings, io, mode: 'test' }));
    expect(hosts).toEqual(['api-m.paypal.com', 'api-m.sandbox.paypal.com']);
  });
});
