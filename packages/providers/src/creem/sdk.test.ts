import { createHmac } from 'node:crypto';
import { WebhookEventType } from 'creem/models/components';
import { parseWebhookEventEntity, verifyWebhookSignature } from 'creem/webhooks.js';
import { describe, expect, it } from 'vitest';
import { fixturesOf } from '../conformance/fixtures.ts';
import { webhookSecretsVerifier } from '../contract/index.ts';
import { creem, creemScheme } from './index.ts';
import { simulator } from './simulator/index.ts';

// Creem's own SDK judges what the simulator signs, and gives the types of events and bodies.

const SECRET = 'whsec_4tQk2vN8xYpL0sHd7RgM1w';
const sentAt = new Date('2026-03-02T09:31:00Z');
const fixtures = fixturesOf('creem').map(({ name, body }) => [name, body] as const);

const send = (body: Buffer) =>
  simulator.sign({ body, sentAt, path: '/webhooks/creem', signing: { secret: SECRET } });
const verify = (body: Buffer, headers: Readonly<Record<string, string>>) =>
  webhookSecretsVerifier(creemScheme)({
    settings: { webhookSecrets: [SECRET] },
    io: { now: () => sentAt },
  })({ headers, body, path: '/webhooks/creem', query: {} });

describe.each(fixtures)('%s', (_, body) => {
  const changed = Buffer.from(body.toString().replace('"EUR"', '"USD"'));

  it('is accepted by the SDK with the signature of the simulator, and refused with one byte changed', async () => {
    const { headers } = send(body);
    await expect(verifyWebhookSignature(body, headers, SECRET)).resolves.toBeUndefined();
    expect(changed).not.toEqual(body);
    await expect(verifyWebhookSignature(changed, headers, SECRET)).rejects.toThrow(
      'Invalid webhook signature',
    );
    await expect(verifyWebhookSignature(body, headers, 'whsec_other')).rejects.toThrow(
      'Invalid webhook signature',
    );
  });

  it('is accepted here with a signature that the SDK accepts, and refused with one byte changed', async () => {
    const headers = { 'creem-signature': createHmac('sha256', SECRET).update(body).digest('hex') };
    await expect(verifyWebhookSignature(body, headers, SECRET)).resolves.toBeUndefined();
    expect(verify(body, headers)).toEqual({ authentic: true });
    expect(verify(changed, headers)).toMatchObject({ code: 'signature_mismatch' });
  });

  it("has the form of the SDK's types", () => {
    expect(parseWebhookEventEntity(body)).toHaveProperty('id', JSON.parse(body.toString()).id);
  });
});

it('every type that the SDK knows is handled, or ignored by name', () => {
  const { handled, ignored } = creem.eventTypes;
  expect([...handled, ...Object.keys(ignored)].toSorted()).toEqual(
    Object.values(WebhookEventType).toSorted(),
  );
});
