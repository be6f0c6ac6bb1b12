import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import { type Question, readHeaders } from './settings-of.ts';

const vectors = new URL('../../../../../shared/vectors/', import.meta.url);
const skipped = existsSync(vectors) ? '' : ' (skipped: ../shared/vectors is not beside the repository)';
const file = (path: string) => readFileSync(new URL(path, vectors));
const json = (path: string): unknown => JSON.parse(file(path).toString('utf8'));

const question = (given: Pick<Question, 'slug' | 'headers' | 'body'> & Partial<Question>): Question => ({
  at: new Date('2026-01-01T00:00:00Z'),
  trustPems: [],
  env: {},
  ...given,
});

interface PaypalMeta {
  readonly webhook_id: string;
  readonly event_id: string;
  readonly event_type: string;
}

function paypalVector(name: string) {
  const headers = readHeaders(file(`paypal/${name}.headers.json`).toString('utf8'), name);
  return {
    meta: json(`paypal/${name}.meta.json`) as PaypalMeta,
    asked: question({
      slug: 'paypal',
      headers,
      body: file(`paypal/${name}.body.json`),
      at: new Date(headers['paypal-transmission-time'] ?? ''),
      webhookId: 'WEBHOOK_ID',
      certificatePem: file('paypal/CERT-360caa42-fca2a594-1a5f47cb.pem').toString('utf8'),
    }),
  };
}

const paypalNames = skipped
  ? ['none']
  : readdirSync(new URL('paypal/', vectors)).flatMap((name) =>
      name.endsWith('.meta.json') ? [name.slice(0, -'.meta.json'.length)] : [],
    );

describe.skipIf(skipped)(`recorded deliveries of PayPal${skipped}`, () => {
  it('are twelve deliveries', () => {
    expect(paypalNames).toHaveLength(12);
  });

  describe.each(paypalNames)('%s', (name) => {
    it('is valid at its own time, with its own id and type', async () => {
      const { asked, meta } = paypalVector(name);
      expect(await explain(asked)).toMatchObject({
        valid: true,
        eventKey: `${meta.event_id}:${meta.event_type}`,
        type: meta.event_type,
      });
    });

    it('is invalid after a change of one byte, and the result names the part of the signed message that cannot match', async () => {
      const { asked } = paypalVector(name);
      const body = Buffer.from(asked.body);
      body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
      expect(await explain({ ...asked, body })).toEqual({
        valid: false,
        code: 'signature_mismatch',
        reason: expect.stringMatching(
          /the body \(CRC-32 \d+\), the webhook id, the transmission id or the time/,
        ),
      });
    });

    it('is too old at the current time, and its certificate has expired', async () => {
      const { asked } = paypalVector(name);
      expect(await explain({ ...asked, at: new Date('2026-11-01T00:00:00Z') })).toEqual({
        valid: false,
        code: 'timestamp_stale',
        reason: expect.stringMatching(/too old.*certificate has expired/),
      });
    });
  });

  it('are invalid with another webhook id', async () => {
    const { asked } = paypalVector('simulator-2024-payment-capture-completed-v2');
    const explanation = await explain({ ...asked, webhookId: '7AB12345CD678901E' });
    expect(explanation).toMatchObject({ valid: false, code: 'simulator_refused' });
  });

  it('need a webhook id in addition to the certificate', async () => {
    const { asked } = paypalVector('simulator-2024-payment-capture-completed-v2');
    await expect(explain({ ...asked, webhookId: undefined })).rejects.toThrow('--cert requires --webhook-id');
    const env = { PAYPAL_WEBHOOK_IDS: '7AB12345CD678901E' };
    expect(await explain({ ...asked, webhookId: undefined, env })).toMatchObject({ valid: false });
  });

  it('mean a canonical event: the refund names its capture', async () => {
    const { asked } = paypalVector('simulator-2024-payment-capture-refunded-v2');
    // Written by hand from the body: a refund of 0.99 USD whose capture is named only in `links`.
    expect(await explain(asked)).toMatchObject({
      events: [
        {
          type: 'refund.succeeded',
          refundRef: '1Y107995YT783435V',
          paymentRef: '0JF852973C016714D',
          amount: { amountMinor: '99', currency: 'USD', exponent: 2 },
        },
      ],
    });
  });
});

interface Vector {
  readonly name?: string;
  readonly secret?: string;
  readonly headers: Record<string, string>;
  readonly payload?: string;
  readonly body?: string;
}

describe.skipIf(skipped)(`vectors of other schemes${skipped}`, () => {
  it('Standard Webhooks: valid with its secret at its time, and invalid one second after the tolerance', async () => {
    const [vector] = json('standard-webhooks/vectors.json') as [Vector];
    const asked = question({
      slug: 'standard',
      headers: vector.headers,
      body: Buffer.from(vector.payload ?? ''),
      secret: `whsec_${vector.secret}`,
      at: new Date(1_614_265_330_000),
    });
    expect(await explain(asked)).toMatchObject({ valid: true, eventKey: 'msg_p5jXN8AQM9LWM0D4loKWxJek' });
    expect(await explain({ ...asked, at: new Date(1_614_265_631_000) })).toMatchObject({
      valid: false,
      code: 'timestamp_stale',
    });
    expect(await explain({ ...asked, at: new Date(1_614_265_029_000) })).toMatchObject({
      valid: false,
      code: 'timestamp_future',
    });
    const stranger = {
      ...asked,
      secret: `whsec_${Buffer.from('another key of 24 bytes.').toString('base64')}`,
    };
    expect(await explain(stranger)).toMatchObject({
      valid: false,
      code: 'signature_mismatch',
      reason: expect.stringContaining('the secret'),
    });
  });

  it('Razorpay: valid, with the hash of its body as key because the id is unsigned', async () => {
    const [vector] = json('razorpay/vectors.json') as [Vector];
    const body = Buffer.from(vector.body ?? '');
    const asked = question({ slug: 'razorpay', headers: vector.headers, body, secret: vector.secret });
    expect(await explain(asked)).toMatchObject({
      valid: true,
      // sha256sum of {"a":1,"b":2,"c":{"d":3}}
      eventKey: 'sha256:abd472cd3ffe492095e7ef02e6d3d4640d5cfbba35aada62ba2f656dab4df67f',
    });
    expect(await explain({ ...asked, body: Buffer.concat([body, Buffer.from(' ')]) })).toMatchObject({
      valid: false,
    });
  });

  it("PaymentKit: a component's signature is valid only for its path", async () => {
    const { app_public_key, request } = json('paymentkit/component-signature.json') as {
      app_public_key: string;
      request: Vector;
    };
    const asked = question({
      slug: 'paymentkit',
      headers: request.headers,
      body: Buffer.from(request.body ?? ''),
      publicKey: app_public_key,
      path: '/webhooks/paymentkit',
      at: new Date(1_700_000_060_000),
    });
    expect(await explain(asked)).toMatchObject({
      valid: true,
      eventKey: 'evt_test',
      type: 'checkout.session.completed',
    });
    expect(await explain({ ...asked, path: '/webhooks/paymentkit/shop' })).toMatchObject({ valid: false });
    expect(await explain({ ...asked, at: new Date(1_700_001_000_000) })).toMatchObject({ valid: false });
  });
});
