import { readFileSync } from 'node:fs';
import { METHODS } from 'node:http';
import { describe, expect, it } from 'vitest';
import { STATUS } from './answers.ts';
import { createCredentials, NOW, openIngest, stripeEvent } from './ingest-under-test.ts';

const credentials = await createCredentials(
  'stripe',
  'paypal',
  'paymentkit',
  'razorpay',
  'ippopay',
  'standard',
);
const BODY = stripeEvent('evt_1');
const SECOND = 1000;
const DAY = 86_400 * SECOND;
const at = (offsetMs: number) => new Date(NOW.getTime() + offsetMs);

describe('the answer is 401 and nothing is queued', () => {
  it.each(Object.keys(credentials))('for a delivery to %s without any signature', async (slug) => {
    const ingest = openIngest({ credentials });
    const answer = await ingest.send(`/webhooks/${slug}`, { body: BODY });
    expect([answer.statusCode, answer.body]).toEqual([401, '{"error":"unauthorized"}']);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it.each(['stripe', 'paypal', 'paymentkit', 'razorpay', 'standard'])(
    'for a delivery to %s whose body was changed',
    async (slug) => {
      const ingest = openIngest({ credentials });
      const { headers } = ingest.sign(slug, BODY);
      const answer = await ingest.send(`/webhooks/${slug}`, { headers, body: stripeEvent('evt_2') });
      expect([answer.statusCode, answer.body]).toEqual([401, '{"error":"unauthorized"}']);
      expect(ingest.queue.attempts).toEqual([]);
    },
  );

  it.each([
    ['stripe', 'timestamp_stale', -301 * SECOND],
    ['stripe', 'timestamp_future', 301 * SECOND],
    ['standard', 'timestamp_stale', -301 * SECOND],
    ['standard', 'timestamp_future', 301 * SECOND],
    ['paypal', 'timestamp_stale', -4 * DAY - SECOND],
    ['paypal', 'timestamp_future', DAY],
  ])('for a delivery to %s whose time is outside the tolerance (%s)', async (slug, code, offsetMs) => {
    const ingest = openIngest({ credentials });
    const answer = await ingest.deliver(slug, BODY, at(offsetMs));
    expect([answer.statusCode, answer.body]).toEqual([401, '{"error":"unauthorized"}']);
    expect(ingest.log()).toContain(`"code":"${code}"`);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it.each([-300, 300])(
    'but a delivery that is signed at the edge of the tolerance (%d s) is accepted',
    async (seconds) => {
      const ingest = openIngest({ credentials });
      expect((await ingest.deliver('stripe', BODY, at(seconds * SECOND))).statusCode).toBe(202);
    },
  );
});

describe('the answer is 404 and nothing is queued', () => {
  it.each([
    ['an unknown provider', '/webhooks/nobody'],
    ['a provider that is not configured', '/webhooks/razorpay'],
    ['an unknown account', '/webhooks/stripe/other'],
    ['an account with a name that is too long', `/webhooks/stripe/${'a'.repeat(300)}`],
    ['an empty account', '/webhooks/stripe/'],
    ['a property of every object', '/webhooks/__proto__/constructor'],
    ['a path below an account', '/webhooks/stripe/default/more'],
    ['a missing provider', '/webhooks'],
    ['another path', '/'],
  ])('for %s', async (_, path) => {
    const ingest = openIngest({ credentials: { stripe: credentials.stripe } });
    const { headers, body } = ingest.sign('stripe', BODY);
    const answer = await ingest.send(path, { headers, body });
    expect([answer.statusCode, answer.body]).toEqual([404, '{"error":"not_found"}']);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it.each([
    ['broken JSON', 'application/json', Buffer.from('{')],
    ['more than the limit', 'application/json', Buffer.alloc(70_000)],
    ['no content type', ';;;', Buffer.from('{}')],
  ])('for any request that is sent there: %s', async (_, contentType, body) => {
    const ingest = openIngest({ credentials });
    for (const path of ['/elsewhere', '/webhooks/nobody']) {
      const answer = await ingest.send(path, { headers: { 'content-type': contentType }, body });
      expect([answer.statusCode, answer.body]).toEqual([404, '{"error":"not_found"}']);
    }
  });
});

describe('the answer is 405 with Allow', () => {
  const others = METHODS.filter((method) => method !== 'POST');

  it.each(others)('for %s on a path that takes deliveries', async (method) => {
    const ingest = openIngest({ credentials });
    const { headers } = ingest.sign('stripe', BODY);
    // The types of light-my-request list only the usual methods.
    for (const path of ['/webhooks/stripe', '/webhooks/stripe/default', '/webhooks/ippopay/guess']) {
      const answer = await ingest.send(path, { method: method as 'PUT', headers });
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
      expect(answer.body).toBe(method === 'HEAD' ? '' : '{"error":"method_not_allowed"}');
    }
    expect(ingest.queue.attempts).toEqual([]);
  });
});

it.each(Object.entries(STATUS))('%s is in docs/architecture.md with its status, %s', (code, status) => {
  const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');
  expect(page).toContain(`| ${status} \`${code}\``);
});
