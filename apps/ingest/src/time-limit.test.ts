import { UnavailableError } from '@payspool/providers';
import { InvalidJobError, QueueUnavailableError } from '@payspool/queue';
import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createCredentials, NOW, openIngest, stripeEvent } from './ingest-under-test.ts';

const credentials = await createCredentials('stripe', 'paypal');
const BODY = stripeEvent('evt_1');

const expectOutage = (answer: LightMyRequestResponse) =>
  expect([answer.statusCode, answer.body, answer.headers['retry-after']]).toEqual([
    503,
    '{"error":"unavailable"}',
    '10',
  ]);

describe('the answer is 503 with Retry-After', () => {
  it.each([
    ['the queue is unreachable', new QueueUnavailableError('the delivery was not queued')],
    ['no store can hold the job', new InvalidJobError('headers', 'cannot be stored')],
    ['an unexpected error is thrown', new TypeError('undefined is not a function')],
  ])('if %s', async (_, error) => {
    const ingest = openIngest({ credentials, enqueue: () => Promise.reject(error) });
    expectOutage(await ingest.deliver('stripe', BODY));
    expect(ingest.queue.attempts).toHaveLength(1);
    expect(ingest.log()).toContain('"msg":"delivery not acknowledged"');
  });

  it('if the queue does not answer within the time limit of an acknowledgement', async () => {
    const ingest = openIngest({ credentials, ackTimeoutMs: 50, enqueue: () => new Promise(() => undefined) });
    expectOutage(await ingest.deliver('stripe', BODY));
  });

  it('if the queue fails after that time, which causes no other error', async () => {
    let failEnqueue = () => {};
    const enqueued = new Promise<'accepted'>((_, reject) => {
      failEnqueue = () => reject(new QueueUnavailableError('no connection'));
    });
    const ingest = openIngest({ credentials, ackTimeoutMs: 50, enqueue: () => enqueued });
    expectOutage(await ingest.deliver('stripe', BODY));
    failEnqueue();
    expect((await ingest.send('/healthz', { method: 'GET' })).statusCode).toBe(200);
  });

  it('if the queue takes the delivery after that time, as its line in the log says', async () => {
    let endEnqueue = () => {};
    const enqueued = new Promise<'accepted'>((resolve) => {
      endEnqueue = () => resolve('accepted');
    });
    const ingest = openIngest({ credentials, ackTimeoutMs: 50, enqueue: () => enqueued });
    expectOutage(await ingest.deliver('stripe', BODY));
    expect(ingest.log()).not.toContain('"outcome":"accepted"');
    endEnqueue();
    await ingest.send('/healthz', { method: 'GET' });
    expect(ingest.log()).toMatch(/"outcome":"accepted".*"afterTimeLimit":true/);
  });

  it('if a certificate cannot be fetched, and nothing is queued', async () => {
    const asked: string[] = [];
    const ingest = openIngest({
      credentials: { paypal: { ...credentials.paypal, env: withoutCertificates(credentials.paypal.env) } },
      fetchCertificate: async (url) => {
        asked.push(url.href);
        throw new UnavailableError('no answer from api.sandbox.paypal.com');
      },
    });
    expectOutage(await ingest.deliver('paypal', BODY));
    expect(asked).toEqual([credentials.paypal.signing['certificateUrl']]);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it('if a certificate does not arrive in time, and nothing is queued', async () => {
    const ingest = openIngest({
      credentials: { paypal: { ...credentials.paypal, env: withoutCertificates(credentials.paypal.env) } },
      fetchCertificate: () => new Promise(() => undefined),
      ackTimeoutMs: 50,
    });
    expectOutage(await ingest.deliver('paypal', BODY));
    expect(ingest.queue.attempts).toEqual([]);
  });

  it('but never for a forged delivery: the queue is not used', async () => {
    const ingest = openIngest({
      credentials,
      enqueue: () => Promise.reject(new QueueUnavailableError('away')),
    });
    expect((await ingest.deliver('stripe', BODY, new Date(NOW.getTime() - 3_600_000))).statusCode).toBe(401);
    expect(ingest.queue.attempts).toEqual([]);
  });
});

function withoutCertificates(env: Readonly<Record<string, string>>): Record<string, string> {
  const { PAYPAL_CERTIFICATES: _, ...others } = env;
  return others;
}
