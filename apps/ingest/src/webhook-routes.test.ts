import { type Provider, stripe } from '@payspool/providers';
import { describe, expect, it } from 'vitest';
import { createCredentials, openIngest, stripeEvent } from './ingest-under-test.ts';

const credentials = await createCredentials('stripe', 'ippopay', 'razorpay');
const SIX = await createCredentials('stripe', 'paypal', 'paymentkit', 'razorpay', 'ippopay', 'standard');

describe('an authentic delivery', () => {
  it('is accepted with 202 once it is on the queue', async () => {
    const ingest = openIngest({ credentials });
    const answer = await ingest.deliver('stripe', stripeEvent('evt_1'));
    expect([answer.statusCode, answer.body]).toEqual([202, '{"status":"accepted"}']);
    expect(ingest.queue.jobs.map(({ eventKey }) => eventKey)).toEqual(['evt_1']);
  });

  it.each(Object.keys(SIX))('of %s is accepted', async (slug) => {
    const ingest = openIngest({ credentials: SIX });
    const answer = await ingest.deliver(slug, Buffer.from('{"id":"1"}'));
    expect(answer.statusCode).toBe(202);
    expect(ingest.queue.jobs).toMatchObject([{ provider: slug, account: 'default', mode: 'test' }]);
  });

  it('gets 200 if its event was sent before, and is not queued again', async () => {
    const ingest = openIngest({ credentials });
    await ingest.deliver('stripe', stripeEvent('evt_1'));
    const answer = await ingest.deliver('stripe', stripeEvent('evt_1'));
    expect([answer.statusCode, answer.body]).toEqual([200, '{"status":"duplicate"}']);
    expect(ingest.queue.jobs).toHaveLength(1);
  });

  it('is accepted even if it is not JSON', async () => {
    const ingest = openIngest({ credentials });
    expect((await ingest.deliver('stripe', Buffer.from('amount=5&id=7'))).statusCode).toBe(202);
    expect(ingest.queue.jobs[0]?.eventKey).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('is accepted with an empty body', async () => {
    const ingest = openIngest({ credentials });
    expect((await ingest.deliver('stripe', Buffer.alloc(0))).statusCode).toBe(202);
    expect(ingest.queue.jobs.map(({ body }) => body.length)).toEqual([0]);
  });

  it.each([
    ['of XML', 'application/xml'],
    ['of a form', 'application/x-www-form-urlencoded'],
    ['with an unknown charset', 'application/json; charset=klingon'],
    ['of a multipart form without a boundary', 'multipart/form-data'],
    ['that is not a content type', ';;;/=,'],
    ['that is empty', ''],
  ])('is accepted with a content type of %s', async (_, contentType) => {
    const ingest = openIngest({ credentials });
    const { headers, body } = ingest.sign('stripe', stripeEvent('evt_1'));
    const answer = await ingest.send('/webhooks/stripe', {
      headers: { ...headers, 'content-type': contentType },
      body,
    });
    expect(answer.statusCode).toBe(202);
    expect(ingest.queue.jobs.map((job) => job.body)).toEqual([body]);
  });

  it('is accepted without a content type', async () => {
    const ingest = openIngest({ credentials });
    const { headers, body } = ingest.sign('stripe', stripeEvent('evt_1'));
    const { 'content-type': _, ...others } = headers;
    expect((await ingest.send('/webhooks/stripe', { headers: others, body })).statusCode).toBe(202);
    expect(ingest.queue.jobs.map((job) => job.body)).toEqual([body]);
  });

  it('gets 200, whether it is new or not, if its provider takes no other status for a success', async () => {
    const demanding: Provider = { ...(stripe as unknown as Provider), acceptedStatus: 200 };
    const ingest = openIngest({ known: [demanding], credentials: { stripe: credentials.stripe } });
    const first = await ingest.deliver('stripe', stripeEvent('evt_1'));
    const second = await ingest.deliver('stripe', stripeEvent('evt_1'));
    expect([first, second].map(({ statusCode, body }) => [statusCode, body])).toEqual([
      [200, '{"status":"accepted"}'],
      [200, '{"status":"duplicate"}'],
    ]);
    expect(ingest.queue.jobs).toHaveLength(1);
    expect((await ingest.send('/webhooks/stripe', { body: stripeEvent('evt_2') })).statusCode).toBe(401);
  });

  it('gets the answer that its provider requires, whether it is new or not', async () => {
    const demanding: Provider = {
      ...(stripe as unknown as Provider),
      reply: { contentType: 'text/plain', body: '[accepted]' },
    };
    const ingest = openIngest({ known: [demanding], credentials: { stripe: credentials.stripe } });
    const first = await ingest.deliver('stripe', stripeEvent('evt_1'));
    const second = await ingest.deliver('stripe', stripeEvent('evt_1'));
    expect([first, second].map(({ statusCode, body }) => [statusCode, body])).toEqual([
      [202, '[accepted]'],
      [200, '[accepted]'],
    ]);
    expect(first.headers['content-type']).toMatch(/^text\/plain/);
    expect((await ingest.send('/webhooks/stripe', { body: stripeEvent('evt_2') })).body).toBe(
      '{"error":"unauthorized"}',
    );
  });
});
