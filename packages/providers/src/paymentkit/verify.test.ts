import { describe, expect, it } from 'vitest';
import { settings } from './settings.ts';
import { simulator } from './simulator/index.ts';
import { createVerifier } from './verify.ts';

const sentAt = new Date('2026-03-02T09:31:00Z');
const path = '/webhooks/paymentkit';
const body = Buffer.from('{"id":"evt_1","type":"refund.created"}');
const { env, signing } = await simulator.createCredentials({ now: sentAt });
const SECRET = { webhookSecrets: env.PAYMENTKIT_WEBHOOK_SECRETS };
const KEY = { appPublicKeys: env.PAYMENTKIT_APP_PUBLIC_KEYS };

const headersOf = (scheme: string) =>
  simulator.sign({ body, sentAt, path, signing: { ...signing, scheme } }).headers;
const verify = (configured: object, headers: Record<string, string>) =>
  createVerifier({ settings: settings.parse(configured), io: { now: () => sentAt } })({
    headers,
    body,
    path,
    query: {},
  });

describe('the two schemes', () => {
  it('are each accepted alone', async () => {
    expect(await verify({ ...SECRET, ...KEY }, headersOf('endpoint'))).toMatchObject({ authentic: true });
    expect(await verify({ ...SECRET, ...KEY }, headersOf('component'))).toMatchObject({ authentic: true });
  });

  it('are accepted if one of two signatures is valid', async () => {
    const forged = { 'x-webhook-signature': `t=1772443860,v1=${'0'.repeat(64)}` };
    expect(await verify({ ...SECRET, ...KEY }, { ...headersOf('component'), ...forged })).toMatchObject({
      authentic: true,
    });
    expect(await verify(KEY, { ...headersOf('component'), ...forged })).toMatchObject({ authentic: true });
  });

  it('are refused if neither of two signatures is valid', async () => {
    const both = { ...headersOf('component'), ...headersOf('endpoint') };
    const other = (await simulator.createCredentials({ now: sentAt })).env;
    const configured = {
      webhookSecrets: other.PAYMENTKIT_WEBHOOK_SECRETS,
      appPublicKeys: other.PAYMENTKIT_APP_PUBLIC_KEYS,
    };
    expect(await verify(configured, both)).toMatchObject({ authentic: false, code: 'signature_mismatch' });
  });

  it('are refused without any signature', async () => {
    expect(await verify({ ...SECRET, ...KEY }, {})).toMatchObject({
      authentic: false,
      code: 'signature_missing',
    });
  });

  it('are refused with a reason if no setting verifies the signature', async () => {
    const verdict = await verify(KEY, headersOf('endpoint'));
    expect(verdict).toMatchObject({ authentic: false, code: 'signature_missing' });
    expect(verdict).toHaveProperty('reason', expect.stringContaining('x-webhook-signature'));
  });
});
