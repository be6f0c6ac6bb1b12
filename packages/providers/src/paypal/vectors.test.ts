import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Delivery } from '../contract/delivery.ts';
import { keepCertificates, SHIPPED_ANCHORS } from './known-certificates.ts';
import { paypal, verifyWithCertificate } from './index.ts';
import { signedMessage } from './signature.ts';
import { readTransmission } from './transmission.ts';

const folder = new URL('../../../../../shared/vectors/paypal/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const Headers = z.record(z.string(), z.string());
const Meta = z.object({
  event_type: z.string(),
  event_id: z.string(),
  webhook_id: z.string(),
  signed_message: z.string(),
});

const names = existsSync(folder)
  ? readdirSync(folder).flatMap((name) =>
      name.endsWith('.body.json') ? [name.replace('.body.json', '')] : [],
    )
  : [];
const delivery = (name: string): Delivery => ({
  headers: Headers.parse(JSON.parse(read(`${name}.headers.json`).toString())),
  body: read(`${name}.body.json`),
  path: '/webhooks/paypal',
  query: {},
});
const meta = (name: string) => Meta.parse(JSON.parse(read(`${name}.meta.json`).toString()));
const sentAt = ({ headers }: Delivery) => new Date(headers['paypal-transmission-time'] ?? '');
const certificatePem = () => read('CERT-360caa42-fca2a594-1a5f47cb.pem').toString();

const verify = (
  given: Delivery,
  options: { readonly now?: Date; readonly webhookIds?: readonly string[] } = {},
) =>
  verifyWithCertificate({
    delivery: given,
    webhookIds: options.webhookIds ?? ['WEBHOOK_ID'],
    certificatePem: certificatePem(),
    now: options.now ?? sentAt(given),
  });

describe.skipIf(names.length === 0)('deliveries of PayPal (skipped without ../shared/vectors)', () => {
  it('are twelve', () => expect(names).toHaveLength(12));

  it('have the authorities above their certificate that are included here', () => {
    const given = ['DigiCertSHA2ExtendedValidationServerCA', 'DigiCertHighAssuranceEVRootCA'].map(
      (name) => new X509Certificate(read(`${name}.crt.pem`)).fingerprint256,
    );
    expect(SHIPPED_ANCHORS.map(({ fingerprint256 }) => fingerprint256)).toEqual(given);
  });

  it.each(names)('%s signs the text that was recorded with it', (name) => {
    const given = delivery(name);
    const transmission = readTransmission(given);
    if ('code' in transmission) throw new Error(transmission.reason);
    const { webhook_id, signed_message } = meta(name);
    expect(signedMessage(transmission, webhook_id, given.body).toString()).toBe(signed_message);
  });

  it.each(names)('%s verifies at its own time, with the included anchors', (name) => {
    const given = delivery(name);
    const signedAt = sentAt(given);
    expect(verify(given)).toEqual({
      authentic: true,
      signedAt,
      deliveryRef: given.headers['paypal-transmission-id'],
      mode: 'test',
    });
  });

  it.each(names)(
    '%s does not verify with one byte changed, and the reason names what does not match',
    (name) => {
      const given = delivery(name);
      const body = Buffer.from(given.body);
      body[100] = (body[100] ?? 0) ^ 1;
      const verdict = verify({ ...given, body });
      expect(verdict).toMatchObject({
        authentic: false,
        code: 'signature_mismatch',
        reason: expect.stringMatching(
          /genuine for this certificate.*the body \(CRC-32 \d+\), the webhook id/,
        ) as unknown,
      });
    },
  );

  it.each(names)(
    '%s verifies in ingest, with a downloaded certificate, if the simulator is allowed',
    async (name) => {
      const given = delivery(name);
      const asked: string[] = [];
      const io = {
        now: () => sentAt(given),
        fetch: () => Promise.reject(new Error('not asked')),
        fetchCertificate: (url: URL) => {
          asked.push(url.href);
          return Promise.resolve(certificatePem());
        },
      };
      const settings = paypal.settings.parse({ allowSimulator: 'true' });
      expect(await paypal.createVerifier({ settings, mode: 'test', io })(given)).toMatchObject({
        authentic: true,
        mode: 'test',
      });
      expect(asked).toEqual([given.headers['paypal-cert-url']]);
      // In live mode it is refused, because anyone can make PayPal sign an invented event.
      expect(await paypal.createVerifier({ settings, mode: 'live', io })(given)).toMatchObject({
        code: 'simulator_refused',
      });
    },
  );

  it.each(names)('%s is identified and read', (name) => {
    const given = delivery(name);
    const { event_id, event_type } = meta(name);
    expect(paypal.identify(given)).toEqual({ eventKey: `${event_id}:${event_type}`, type: event_type });
    const normalised = paypal.normalise({ ...given, signedAt: sentAt(given) }, paypal.settings.parse({}));
    expect(normalised).toMatchObject({
      type: event_type,
      outcome: event_type === 'BILLING.PLAN.CREATED' ? 'ignored' : 'events',
    });
    if (normalised.outcome === 'events') expect(normalised.warnings).toEqual([]);
  });

  it('is too old today, with an expired certificate', () => {
    const verdict = verify(delivery(names[0] ?? ''), { now: new Date('2026-11-22T12:00:00Z') });
    expect(verdict).toMatchObject({
      authentic: false,
      code: 'timestamp_stale',
      reason: expect.stringMatching(
        /too old: signed \d{3} days ago.*certificate has expired.*2025-03-07/,
      ) as unknown,
    });
  });

  it('is recognised as one of the simulator if another webhook id is configured', () => {
    expect(verify(delivery(names[0] ?? ''), { webhookIds: ['7AB12345CD678901E'] })).toMatchObject({
      code: 'simulator_refused',
    });
  });

  it('is recognised as rewritten JSON', () => {
    const given = delivery(names[0] ?? '');
    const body = Buffer.from(JSON.stringify(JSON.parse(given.body.toString()), null, 2));
    expect(verify({ ...given, body })).toMatchObject({
      reason: expect.stringContaining('JSON was parsed and written again') as unknown,
    });
  });

  it('uses the signed time if create_time is not a time (a month 19)', () => {
    const given = delivery('simulator-2024-subscription-cancelled-v2');
    const signedAt = sentAt(given);
    expect(paypal.normalise({ ...given, signedAt }, paypal.settings.parse({})).occurredAt).toBe(
      signedAt.toISOString(),
    );
  });

  it('is verified by a configured certificate without a URL, found by its key', () => {
    const given = delivery(names[0] ?? '');
    const transmission = readTransmission(given);
    if ('code' in transmission) throw new Error(transmission.reason);
    const url = new URL('https://api.paypal.com/v1/notifications/certs/CERT-another');
    expect(keepCertificates(certificatePem())(transmission, url)?.serialNumber).toBe(
      '03FBA36F2497DEDBA3E3A5BF77BCE1C4',
    );
  });
});
