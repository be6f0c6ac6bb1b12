import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paypal } from './index.ts';
import { createSimulatedAuthority } from './simulator/simulated-authority.ts';

const root = readFileSync(new URL('./certs/DigiCertHighAssuranceEVRootCA.pem', import.meta.url), 'utf8');
const parse = (given: object) => paypal.settings.safeParse(given);

describe('settings', () => {
  it('have defaults: four days, no simulator, off without a webhook id', () => {
    const settings = paypal.settings.parse({});
    expect(settings).toMatchObject({
      webhookIds: [],
      maxAgeDays: 4,
      allowSimulator: false,
      trustAnchors: '',
      certificates: '',
    });
    expect(paypal.isConfigured(settings)).toBe(false);
    expect(paypal.isConfigured(paypal.settings.parse({ webhookIds: '7AB12345CD678901E' }))).toBe(true);
  });

  it('accept several webhook ids', () => {
    expect(paypal.settings.parse({ webhookIds: '7AB12345CD678901E, 8FG' }).webhookIds).toEqual([
      '7AB12345CD678901E',
      '8FG',
    ]);
  });

  it('refuse the webhook id of the simulator', () => {
    expect(parse({ webhookIds: 'WEBHOOK_ID' }).success).toBe(false);
  });

  it('refuse PEM text without a certificate', () => {
    expect(parse({ trustAnchors: root }).success).toBe(true);
    expect(parse({ trustAnchors: 'hello' }).success).toBe(false);
    expect(parse({ certificates: root.slice(0, 500) }).success).toBe(false);
  });

  it('refuse a trust anchor that is not a certificate authority', async () => {
    const { leaf } = await createSimulatedAuthority({ now: new Date() });
    expect(parse({ certificates: leaf }).success).toBe(true);
    expect(parse({ trustAnchors: leaf }).success).toBe(false);
  });

  it.each(['ftp://api.paypal.com', 'api.paypal.com', 'javascript:alert(1)'])(
    'refuse the API address %s',
    (apiUrl) => {
      expect(parse({ apiUrl }).success).toBe(false);
    },
  );

  it('say what is not found without credentials for the API', () => {
    const { limitation } = paypal;
    expect(limitation?.(paypal.settings.parse({ webhookIds: '8FG' }))).toMatchObject({ setting: 'clientId' });
    expect(limitation?.(paypal.settings.parse({ clientId: 'app' }))).toMatchObject({
      setting: 'clientSecret',
    });
    const both = paypal.settings.parse({ clientId: 'app', clientSecret: 's3cret' });
    expect(limitation?.(both)).toBeUndefined();
  });

  it('mark the client secret as secret', () => {
    expect(paypal.settings.shape.clientSecret.meta()).toMatchObject({ secret: true });
  });
});
