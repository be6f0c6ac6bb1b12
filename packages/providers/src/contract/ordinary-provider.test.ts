import { expect, it } from 'vitest';
import { z } from 'zod';
import { UnusableEventError } from './errors.ts';
import { bodyHmac } from './hmac-schemes.ts';
import { handler, ordinaryProvider } from './ordinary-provider.ts';

const provider = ordinaryProvider({
  slug: 'acme',
  title: 'Acme',
  secrets: { prefix: 'acme_' },
  scheme: bodyHmac('acme-hmac', 'base64'),
  envelope: { type: 'name', time: 'happened', timeIs: 'iso-8601' },
  handlers: {
    expired: handler(z.object({ order: z.string() }), ({ order }, occurredAt) => ({
      facts: [{ type: 'order.expired', orderRef: order, occurredAt }],
    })),
  },
  ignored: {},
  batches: { batch: 'list' },
});
const settings = { webhookSecrets: [] };
const read = (body: unknown, signedAt?: Date) =>
  provider.normalise({ body: Buffer.from(JSON.stringify(body)), headers: {}, signedAt }, settings);

it("is on if a secret in the provider's form is configured", () => {
  expect(provider.isConfigured(provider.settings.parse({}))).toBe(false);
  expect(provider.isConfigured(provider.settings.parse({ webhookSecrets: 'acme_1' }))).toBe(true);
  expect(provider.settings.safeParse({ webhookSecrets: 'sk_1' }).success).toBe(false);
});

it('handles the types of its handlers and of its batches', () => {
  expect(provider.eventTypes.handled).toEqual(['expired', 'batch']);
});

it('uses the time of the event, otherwise the signed time', () => {
  const event = { name: 'expired', order: 'o1' };
  const signedAt = new Date('2026-03-02T12:00:09Z');
  expect(read({ ...event, happened: '2026-03-02T13:00:00+01:00' }, signedAt)).toMatchObject({
    occurredAt: '2026-03-02T12:00:00.000Z',
    events: [{ occurredAt: '2026-03-02T12:00:00.000Z' }],
  });
  expect(read({ ...event, happened: 1_772_452_800 }, signedAt)).toMatchObject({
    occurredAt: '2026-03-02T12:00:09.000Z',
  });
  expect(() => read(event)).toThrow(/^happened: not a time/);
});

it('uses the hash of the body as the event key if the envelope has no id', () => {
  const body = Buffer.from('{"name":"expired","id":"e1"}');
  expect(provider.identify({ headers: {}, body })).toEqual({
    eventKey: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    type: 'expired',
  });
});

it('numbers the events of a batch without ids, and accepts at most a thousand', () => {
  const event = { name: 'expired', order: 'o1', happened: '2026-03-02T12:00:00Z' };
  expect(read({ name: 'batch', list: [event, { ...event, order: 7 }] })).toMatchObject({
    outcome: 'split',
    parts: [
      { key: 'index:0', outcome: 'events' },
      { key: 'index:1', outcome: 'failed', code: 'schema_violation' },
    ],
  });
  const list = Array.from({ length: 1001 }, () => event);
  expect(() => read({ name: 'batch', list })).toThrow(/^list/);
});

it.each([
  ['a body that is not an object', []],
  ['a type that is not text', { name: 7 }],
])('refuses %s', (_, body) => {
  expect(() => read(body)).toThrow(UnusableEventError);
});
