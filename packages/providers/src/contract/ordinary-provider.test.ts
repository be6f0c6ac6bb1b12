import { expect, it } from 'vitest';
import { z } from 'zod';
import { UnusableEventError } from './errors.ts';
import { bodyHmac } from './hmac-schemes.ts';
import { decimalMoney } from './money.ts';
import { numberAsText } from './optional-fields.ts';
import { handler, ordinaryProvider } from './ordinary-provider.ts';
import { secretList } from './settings-fields.ts';

const acme = { slug: 'acme', title: 'Acme', personal: { paths: [], plain: [] } };

const provider = ordinaryProvider({
  ...acme,
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

it('gives the time of receipt to a function that finds the time, for an event without any', () => {
  const timeless = ordinaryProvider({
    ...acme,
    scheme: bodyHmac('acme-hmac', 'hex'),
    envelope: { type: 'name', time: 'happened', timeIs: ({ receivedAt }) => receivedAt?.toISOString() },
    handlers: {
      refunded: ({ occurredAt }) => ({ facts: [{ type: 'refund.pending', refundRef: 're_1', occurredAt }] }),
    },
    ignored: {},
  });
  const delivery = { body: Buffer.from('{"name":"refunded"}'), headers: {} };
  const receivedAt = new Date('2026-03-02T12:00:09Z');
  expect(timeless.normalise({ ...delivery, receivedAt }, settings)).toMatchObject({
    occurredAt: '2026-03-02T12:00:09.000Z',
    events: [{ occurredAt: '2026-03-02T12:00:09.000Z' }],
  });
  expect(() => timeless.normalise(delivery, settings)).toThrow(/^happened: not a time/);
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

it('reads the envelope at paths, and gives its own settings to the handlers and to the merchant', () => {
  const nested = ordinaryProvider({
    ...acme,
    settings: z.object({ webhookSecrets: secretList('Secrets.'), accountId: z.string() }),
    scheme: bodyHmac('acme-hmac', 'base64'),
    envelope: {
      id: 'meta.id',
      type: 'meta.name',
      time: 'meta.at',
      timeIs: ({ body }) => (body.meta as { at: string }).at,
      merchant: ({ account }, { accountId }) =>
        typeof account === 'string'
          ? { ref: account, is: account === accountId ? 'ours' : 'other' }
          : undefined,
    },
    handlers: {
      expired: ({ occurredAt, settings: { accountId } }) => ({
        facts: [{ type: 'order.expired', orderRef: accountId, occurredAt }],
      }),
    },
    ignored: {},
  });
  const meta = { id: 'e1', name: 'expired', at: '2026-03-02T12:00:00.000Z' };
  const bodyOf = (account: string) => Buffer.from(JSON.stringify({ meta, account }));
  const readOf = (account: string) =>
    nested.normalise({ body: bodyOf(account), headers: {} }, { webhookSecrets: [], accountId: 'a1' });
  expect(nested.identify({ headers: {}, body: bodyOf('a1') })).toEqual({ eventKey: 'e1', type: 'expired' });
  expect(readOf('a1')).toMatchObject({
    type: 'expired',
    occurredAt: '2026-03-02T12:00:00.000Z',
    merchant: { ref: 'a1', is: 'ours' },
    events: [{ type: 'order.expired', orderRef: 'a1' }],
  });
  expect(readOf('a2')).toMatchObject({ outcome: 'ignored', merchant: { ref: 'a2', is: 'other' } });
});

it.each([
  [{ meta: { name: 7 } }, 'meta.name'],
  [{ meta: 'expired' }, 'meta.name'],
  [{ meta: {} }, 'meta.name'],
])('refuses %j with the path of the type', (body, path) => {
  const nested = ordinaryProvider({
    ...acme,
    scheme: bodyHmac('acme-hmac', 'base64'),
    envelope: { type: 'meta.name', time: 'meta.at', timeIs: 'iso-8601' },
    handlers: {},
    ignored: {},
  });
  const run = () =>
    nested.normalise({ body: Buffer.from(JSON.stringify(body)), headers: {} }, { webhookSecrets: [] });
  expect(run).toThrow(new RegExp(`^${path}`));
});

it('keeps the text of numbers for a provider with decimal amounts', () => {
  const Paid = z.object({ id: z.string(), total: z.preprocess(numberAsText, z.string()) });
  const decimal = ordinaryProvider({
    ...acme,
    scheme: bodyHmac('acme-hmac', 'base64'),
    envelope: { type: 'name', time: 'at', timeIs: 'unix-seconds' },
    losslessNumbers: true,
    handlers: {
      paid: handler(Paid, ({ id, total }, occurredAt) => {
        const amount = decimalMoney(total, { currency: 'EUR', exponent: 2, path: 'total' });
        return { facts: [{ type: 'payment.succeeded', paymentRef: id, amount, occurredAt }] };
      }),
    },
    ignored: {},
  });
  const readText = (text: string) =>
    decimal.normalise({ body: Buffer.from(text), headers: {} }, { webhookSecrets: [] });
  expect(readText('{"name":"paid","id":"p1","at":1772452800,"total":12345678901234567.10}')).toMatchObject({
    occurredAt: '2026-03-02T12:00:00.000Z',
    events: [{ amount: { amountMinor: 1234567890123456710n } }],
  });
  expect(() => readText('{"name":"paid","name":"refunded"}')).toThrow('two values');
});

it('may find the type in the body, and gives the kept headers to the handlers', () => {
  const untyped = ordinaryProvider({
    ...acme,
    scheme: bodyHmac('acme-hmac', 'base64'),
    envelope: {
      type: (body) => ('refunded' in body ? 'refund' : 'order' in body ? 'order' : undefined),
      time: 'at',
      timeIs: 'iso-8601',
    },
    keepHeaders: ['acme-topic'],
    handlers: {
      order: ({ body, headers, occurredAt }) => ({
        facts: [{ type: 'order.expired', orderRef: String(body.order), occurredAt }],
        warnings: headers['acme-topic'] === 'order' ? [] : [`the header says ${headers['acme-topic']}`],
      }),
    },
    ignored: { refund: 'refunds are not handled here' },
  });
  const readWith = (topic: string, body: object) =>
    untyped.normalise(
      {
        body: Buffer.from(JSON.stringify({ at: '2026-03-02T12:00:00Z', ...body })),
        headers: { 'acme-topic': topic },
      },
      settings,
    );
  expect(readWith('order', { order: 'o1' })).toMatchObject({
    type: 'order',
    outcome: 'events',
    warnings: [],
  });
  expect(readWith('refund', { order: 'o1' })).toMatchObject({
    type: 'order',
    outcome: 'events',
    warnings: ['the header says refund'],
  });
  expect(readWith('order', { order: 'o1', refunded: 1 })).toMatchObject({
    type: 'refund',
    outcome: 'ignored',
  });
  expect(readWith('order', {})).toMatchObject({
    type: 'unknown',
    outcome: 'ignored',
    reason: 'unknown event type',
  });
  expect(untyped.identify({ headers: {}, body: Buffer.from('{"order":"o1"}') })).toMatchObject({
    type: 'order',
  });
  expect(untyped.identify({ headers: {}, body: Buffer.from('no json') }).type).toBeUndefined();
});

it('may sign by a scheme that depends on the settings', async () => {
  const byUrl = ordinaryProvider({
    ...acme,
    settings: z.object({ webhookSecrets: secretList('Secrets.', {}), url: z.string() }),
    scheme: ({ url }) => bodyHmac('acme-hmac', 'hex', { before: url }),
    envelope: { type: 'name', time: 'at', timeIs: 'iso-8601' },
    handlers: {},
    ignored: {},
  });
  const judge = (url: string) =>
    byUrl.createVerifier({
      settings: { webhookSecrets: ['a secret'], url },
      mode: 'test',
      io: {
        now: () => new Date(0),
        fetch: () => Promise.reject(new Error('no request')),
        fetchCertificate: () => Promise.reject(new Error('no request')),
      },
    })({
      // openssl dgst -sha256 -hmac 'a secret', over `https://shop.example/hooks{"id":"evt_1"}`
      headers: { 'acme-hmac': 'b9c3f73633e6302b639762909bc842ba1078bed18ecdb3d9bdae8b19415b81f1' },
      body: Buffer.from('{"id":"evt_1"}'),
      path: '/',
      query: {},
    });
  expect(await judge('https://shop.example/hooks')).toMatchObject({ authentic: true });
  expect(await judge('https://shop.example/other')).toMatchObject({ code: 'signature_mismatch' });
});

it('lists the settings that a signature depends on with the secrets', () => {
  const withUrl = ordinaryProvider({
    ...acme,
    settings: z.object({ webhookSecrets: secretList('Secrets.'), url: z.string().optional() }),
    verifyingSettings: ['url'],
    scheme: bodyHmac('acme-hmac', 'hex'),
    envelope: { type: 'name', time: 'happened', timeIs: 'iso-8601' },
    handlers: {},
    ignored: {},
  });
  expect(withUrl.fileSettings).toEqual({ verifying: ['webhookSecrets', 'url'] });
  expect(provider.fileSettings).toEqual({ verifying: ['webhookSecrets'] });
});
