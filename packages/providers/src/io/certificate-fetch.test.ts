import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../contract/errors.ts';
import type { OutboundRequest, OutboundResponse } from '../contract/io.ts';
import {
  type CertificateLimits,
  type CertificateOutcome,
  createCertificates,
  DOWNLOAD_BUDGET,
} from './certificate-fetch.ts';

const pem = readFileSync(new URL('../paypal/certs/DigiCertHighAssuranceEVRootCA.pem', import.meta.url));
const url = (id: string) => new URL(`https://api.paypal.com/v1/notifications/certs/${id}`);
const ok: OutboundResponse = { status: 200, headers: {}, body: pem };

/** A stand-in for the network and the clock. The test sets the answers and the time; all requests are recorded. */
function world(
  answer: (request: OutboundRequest) => OutboundResponse | Promise<OutboundResponse>,
  limits: Partial<CertificateLimits> = {},
) {
  const state = {
    at: Date.parse('2026-03-01T00:00:00Z'),
    answer,
    asked: [] as OutboundRequest[],
    outcomes: [] as CertificateOutcome[],
  };
  const { fetchCertificate, certificateProved } = createCertificates({
    fetch: async (request) => {
      state.asked.push(request);
      return await state.answer(request);
    },
    now: () => new Date(state.at),
    limits,
    onOutcome: (outcome) => state.outcomes.push(outcome),
  });
  return { state, fetchCertificate, certificateProved };
}

describe('the download of certificates', () => {
  it('asks once per URL, with limits of 2 s and 64 KiB', async () => {
    const { state, fetchCertificate } = world(() => ok);
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    expect(state.asked).toHaveLength(1);
    expect(state.asked[0]).toMatchObject({ method: 'GET', timeoutMs: 2000, maxBytes: 65_536 });
    await fetchCertificate(url('b'));
    expect(state.asked).toHaveLength(2);
  });

  it('has one request at a time per URL', async () => {
    let finish: (response: OutboundResponse) => void = () => {};
    const { state, fetchCertificate } = world(() => new Promise((resolve) => (finish = resolve)));
    const both = [fetchCertificate(url('a')), fetchCertificate(url('a'))];
    finish(ok);
    expect(await Promise.all(both)).toEqual([pem.toString(), pem.toString()]);
    expect(state.asked).toHaveLength(1);
  });

  it.each<[string, OutboundResponse]>([
    ['a redirect', { status: 302, headers: { location: 'https://example.com/' }, body: pem }],
    ['an error page', { status: 404, headers: {}, body: pem }],
    ['a text that is not PEM', { status: 200, headers: {}, body: Buffer.from('<html>') }],
    [
      'a block that is not a certificate',
      {
        status: 200,
        headers: {},
        body: Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
      },
    ],
    [
      'a certificate in a body that is too long',
      { status: 200, headers: {}, body: Buffer.concat([pem, Buffer.alloc(65_536, 10)]) },
    ],
  ])('fails with UnavailableError for %s', async (_, response) => {
    const { fetchCertificate } = world(() => response);
    await expect(fetchCertificate(url('a'))).rejects.toBeInstanceOf(UnavailableError);
  });

  it('turns every failure of the exchange into an UnavailableError', async () => {
    const { fetchCertificate } = world(() => Promise.reject(new TypeError('socket hang up')));
    await expect(fetchCertificate(url('a'))).rejects.toBeInstanceOf(UnavailableError);
  });

  it('remembers a failure for 10 s, then tries again', async () => {
    const { state, fetchCertificate } = world(() => ({ ...ok, status: 500 }));
    await expect(fetchCertificate(url('a'))).rejects.toThrow();
    state.answer = () => ok;
    state.at += 9_000;
    await expect(fetchCertificate(url('a'))).rejects.toBeInstanceOf(UnavailableError);
    expect(state.asked).toHaveLength(1);
    state.at += 1_000;
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
  });

  it.each([404, 410])(
    'remembers for 5 minutes that the certificate does not exist (HTTP %i)',
    async (status) => {
      const { state, fetchCertificate } = world(() => ({ ...ok, status }));
      await expect(fetchCertificate(url('a'))).rejects.toMatchObject({ retryAfterMs: 300_000 });
      state.at += 299_000;
      await expect(fetchCertificate(url('a'))).rejects.toMatchObject({ retryAfterMs: 1_000 });
      expect(state.asked).toHaveLength(1);
      state.at += 1_000;
      state.answer = () => ok;
      expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    },
  );

  it('uses an old certificate as long as a new download fails', async () => {
    const { state, fetchCertificate } = world(() => ok, { freshForMs: 1000 });
    await fetchCertificate(url('a'));
    state.at += 5000;
    state.answer = () => ({ ...ok, status: 503 });
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    expect(state.asked).toHaveLength(2);
  });

  it('uses an old certificate at once, and downloads it again in the background', async () => {
    const { state, fetchCertificate } = world(() => ok, { freshForMs: 1000 });
    await fetchCertificate(url('a'));
    state.at += 1000;
    state.answer = () => new Promise(() => undefined);
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    expect(state.asked).toHaveLength(2);
  });

  it('stays within its budget over all addresses, states when to retry, and needs no budget for a cached certificate', async () => {
    const budget = { ...DOWNLOAD_BUDGET, anyone: { burst: 2, perMinute: 6 } };
    const { state, fetchCertificate } = world(() => ok, { budget });
    await fetchCertificate(url('a'));
    await fetchCertificate(url('b'));
    await expect(fetchCertificate(url('c'))).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterMs: 10_000,
    });
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    expect(state.asked).toHaveLength(2);
    state.at += 10_000;
    expect(await fetchCertificate(url('c'))).toBe(pem.toString());
    expect(state.outcomes).toEqual(['downloaded', 'downloaded', 'over_budget', 'downloaded']);
  });

  it('lets a limited number of deliveries wait, for one address or for several', async () => {
    const { state, fetchCertificate } = world(() => new Promise(() => undefined), { maxWaiting: 3 });
    for (const id of ['a', 'a', 'b']) void fetchCertificate(url(id));
    for (const id of ['a', 'c'])
      await expect(fetchCertificate(url(id))).rejects.toMatchObject({ retryAfterMs: 2_000 });
    expect(state.asked).toHaveLength(2);
    expect(state.outcomes).toEqual(['too_many_waiting', 'too_many_waiting']);
  });

  it('renews a certificate that has verified a delivery without using the budget', async () => {
    const budget = { ...DOWNLOAD_BUDGET, anyone: { burst: 1, perMinute: 1 } };
    const { state, fetchCertificate, certificateProved } = world(() => ok, { budget, freshForMs: 1000 });
    certificateProved({ certificate: { url: url('a'), pem: await fetchCertificate(url('a')) } });
    state.at += 1000;
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    expect(state.asked).toHaveLength(2);
  });

  it('keeps certificates that have verified deliveries when others are downloaded', async () => {
    const { state, fetchCertificate, certificateProved } = world(() => ok, { maxUnproven: 2 });
    certificateProved({ certificate: { url: url('a'), pem: await fetchCertificate(url('a')) } });
    for (const id of ['b', 'c', 'd', 'e']) await fetchCertificate(url(id));
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    expect(state.asked).toHaveLength(5);
  });

  it('keeps a limited number of certificates, and drops the least recently used one', async () => {
    const { state, fetchCertificate } = world(() => ok, { maxUnproven: 2 });
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await fetchCertificate(url(id));
    expect(state.asked.map(({ url: { pathname } }) => pathname.at(-1))).toEqual(['a', 'b', 'c', 'b']);
  });

  it('keeps certificates when downloads fail', async () => {
    const { state, fetchCertificate } = world(() => ok, { maxUnproven: 1, maxFailures: 1 });
    await fetchCertificate(url('a'));
    state.answer = () => ({ ...ok, status: 404 });
    await expect(fetchCertificate(url('x'))).rejects.toThrow();
    await expect(fetchCertificate(url('y'))).rejects.toThrow();
    expect(await fetchCertificate(url('a'))).toBe(pem.toString());
    expect(state.asked).toHaveLength(3);
  });
});
