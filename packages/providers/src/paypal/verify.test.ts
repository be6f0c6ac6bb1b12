import { beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../contract/delivery.ts';
import { UnavailableError } from '../contract/errors.ts';
import { account, DAY, now, signed, trusting, url, withHeader } from './simulator/account-under-test.ts';
import { SUBJECTS } from './certificate-trust.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';

let sandbox: SimulatedAuthority;
let live: SimulatedAuthority;
let impostor: SimulatedAuthority;
beforeAll(async () => {
  sandbox = await createSimulatedAuthority({ now });
  live = await createSimulatedAuthority({ now, subject: SUBJECTS.live });
  impostor = await createSimulatedAuthority({ now, subject: 'www.paypal.com' });
});

describe('verification in ingest', () => {
  it('accepts a delivery for any of the webhook ids, and returns its time, transmission id and mode', async () => {
    const { verify, downloads } = account(trusting(sandbox), { download: () => sandbox.leaf });
    const delivery = signed(sandbox);
    expect(await verify(delivery)).toEqual({
      authentic: true,
      signedAt: now,
      deliveryRef: delivery.headers['paypal-transmission-id'],
      mode: 'test',
    });
    expect(downloads).toEqual([url('test')]);
  });

  it('finds the mode from host and certificate, independent of the mode of the account', async () => {
    const { verify } = account(trusting(live), { mode: 'test', download: () => live.leaf });
    expect(await verify(signed(live, { mode: 'live' }))).toMatchObject({ authentic: true, mode: 'live' });
  });

  it('refuses a sandbox certificate at the live host', async () => {
    const { verify } = account(trusting(sandbox), { mode: 'live', download: () => sandbox.leaf });
    expect(await verify(signed(sandbox, { mode: 'live' }))).toMatchObject({ code: 'certificate_untrusted' });
  });

  it("refuses a trusted certificate of another of PayPal's hosts", async () => {
    const { verify } = account(trusting(impostor), { download: () => impostor.leaf });
    expect(await verify(signed(impostor))).toMatchObject({
      code: 'certificate_untrusted',
      reason: expect.stringContaining('subject') as unknown,
    });
  });

  it('refuses an unknown issuer if the verification API is not configured', async () => {
    const { verify } = account({}, { download: () => sandbox.leaf });
    expect(await verify(signed(sandbox))).toMatchObject({ code: 'certificate_untrusted' });
  });

  it('refuses another webhook id, and names what does not match', async () => {
    const { verify } = account(trusting(sandbox), { download: () => sandbox.leaf });
    const verdict = await verify(signed(sandbox, { webhookId: 'HOOK3' }));
    expect(verdict).toMatchObject({
      code: 'signature_mismatch',
      reason: expect.stringContaining('over another message') as unknown,
    });
  });

  it('refuses a transmission id or time that was not signed', async () => {
    const { verify } = account(trusting(sandbox), { download: () => sandbox.leaf });
    expect(await verify(withHeader(signed(sandbox), 'paypal-transmission-id', 'another'))).toMatchObject({
      code: 'signature_mismatch',
    });
    expect(
      await verify(withHeader(signed(sandbox), 'paypal-transmission-time', '2026-03-04T10:00:01Z')),
    ).toMatchObject({ code: 'signature_mismatch' });
  });

  it('refuses a signature of another key', async () => {
    const { verify } = account(trusting(sandbox), { download: () => sandbox.leaf });
    expect(await verify(signed(live))).toMatchObject({
      code: 'signature_mismatch',
      reason: expect.stringContaining('not made by this certificate') as unknown,
    });
  });

  it('refuses a certificate that was not valid when the delivery was signed', async () => {
    const early = await createSimulatedAuthority({ now: new Date(now.getTime() + 32 * DAY) });
    const { verify } = account(trusting(early), { download: () => early.leaf });
    expect(await verify(signed(early))).toMatchObject({ code: 'certificate_expired' });
  });

  it('rejects with UnavailableError if the certificate cannot be downloaded or is invalid', async () => {
    await expect(account({}).verify(signed(sandbox))).rejects.toBeInstanceOf(UnavailableError);
    await expect(account({}, { download: () => 'garbage' }).verify(signed(sandbox))).rejects.toBeInstanceOf(
      UnavailableError,
    );
  });

  it.each<[string, (delivery: Delivery) => Delivery, string]>([
    ['no signature', (d) => withHeader(d, 'paypal-transmission-sig', ''), 'signature_missing'],
    [
      'a signature of the wrong length',
      (d) => withHeader(d, 'paypal-transmission-sig', 'AAAA'),
      'signature_malformed',
    ],
    ['another algorithm', (d) => withHeader(d, 'paypal-auth-algo', 'SHA1withRSA'), 'algorithm_unsupported'],
    [
      'a certificate at another address',
      (d) => withHeader(d, 'paypal-cert-url', 'https://evil.example/v1/notifications/certs/CERT-1'),
      'certificate_url_refused',
    ],
    ['no certificate', (d) => withHeader(d, 'paypal-cert-url', ''), 'signature_missing'],
    [
      'a time that is too old',
      (d) => withHeader(d, 'paypal-transmission-time', '2020-01-01T00:00:00Z'),
      'timestamp_stale',
    ],
    [
      'a time in the future',
      (d) => withHeader(d, 'paypal-transmission-time', '2030-01-01T00:00:00Z'),
      'timestamp_future',
    ],
  ])('does not download for a delivery with %s', async (_, change, code) => {
    const { verify, downloads } = account(trusting(sandbox), { download: () => sandbox.leaf });
    expect(await verify(change(signed(sandbox)))).toMatchObject({ authentic: false, code });
    expect(downloads).toEqual([]);
  });
});
