import { QueueUnavailableError } from '@payspool/queue';
import { describe, expect, it } from 'vitest';
import { createCredentials, type IngestUnderTest, NOW, openIngest } from './ingest-under-test.ts';

const credentials = await createCredentials(
  'stripe',
  'paypal',
  'paymentkit',
  'razorpay',
  'ippopay',
  'standard',
);
const SLUGS = ['stripe', 'paypal', 'paymentkit', 'razorpay', 'ippopay', 'standard'] as const;
const BODY = Buffer.from('{"id":"evt_1","type":"charge.succeeded","email":"buyer@example.com"}');

const linesOf = (ingest: IngestUnderTest): Record<string, unknown>[] =>
  ingest
    .log()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** All configured, sent or signing values, except ids and types. */
const secretsOf = (slug: (typeof SLUGS)[number], ingest: IngestUnderTest): string[] => {
  const { env, signing } = credentials[slug];
  const { headers } = ingest.sign(slug, BODY);
  const signatures = Object.entries(headers).flatMap(([name, value]) =>
    /sig/.test(name) ? value.split(/[,=]/).filter((part) => part.length > 20) : [],
  );
  const configured = [...Object.values(env), ...Object.values(signing)]
    .flatMap((value) => value.split('\n'))
    .filter((value) => value.length > 7);
  return [...configured, ...signatures, 'buyer@example.com'];
};

describe.each(SLUGS)('the log of a delivery to %s', (slug) => {
  it('is one line with ids and types, and no secret', async () => {
    const ingest = openIngest({ credentials });
    await ingest.deliver(slug, BODY);
    await ingest.deliver(slug, BODY);
    expect(linesOf(ingest)).toMatchObject([
      { msg: 'delivery', provider: slug, account: 'default', outcome: 'accepted' },
      { msg: 'delivery', provider: slug, account: 'default', outcome: 'duplicate' },
    ]);
    for (const secret of secretsOf(slug, ingest)) expect(ingest.log()).not.toContain(secret);
  });

  it('is one line with the reason if it is refused, and no secret', async () => {
    const ingest = openIngest({ credentials });
    const { headers } = ingest.sign(slug, BODY);
    const forged = Buffer.from('{"email":"forger@example.com"}');
    await ingest.send(`/webhooks/${slug}/default?key=sesame`, { headers, body: forged });
    const [line, ...others] = linesOf(ingest);
    expect(line).toMatchObject({
      level: 'warn',
      msg: 'delivery refused',
      provider: slug,
      outcome: 'refused',
      code: slug === 'ippopay' ? 'token_mismatch' : 'signature_mismatch',
      reason: expect.any(String) as string,
    });
    expect(others).toEqual([]);
    for (const secret of [...secretsOf(slug, ingest), 'forger@example.com', 'sesame']) {
      expect(ingest.log()).not.toContain(secret);
    }
  });

  it('is one line with the error if it cannot be queued, and no secret', async () => {
    const command = { name: 'evalsha', args: [BODY.toString(), BODY.toString('base64')] };
    const cause = Object.assign(new Error('Connection is closed.'), { command });
    const ingest = openIngest({
      credentials,
      enqueue: () => Promise.reject(new QueueUnavailableError('the delivery was not queued', cause)),
    });
    await ingest.deliver(slug, BODY);
    expect(linesOf(ingest)).toMatchObject([
      { level: 'error', msg: 'delivery not acknowledged', err: { code: 'queue_unavailable' } },
    ]);
    for (const secret of [...secretsOf(slug, ingest), BODY.toString('base64')]) {
      expect(ingest.log()).not.toContain(secret);
    }
  });
});

describe('the log of ingest', () => {
  it('contains the event and its type, so that people can search for them', async () => {
    const ingest = openIngest({ credentials });
    await ingest.deliver('stripe', BODY);
    expect(linesOf(ingest)).toMatchObject([
      { eventKey: 'evt_1', type: 'charge.succeeded', ms: expect.any(Number) as number },
    ]);
  });

  it('distinguishes a replay from a forgery', async () => {
    const ingest = openIngest({ credentials });
    await ingest.deliver('stripe', BODY, new Date(NOW.getTime() - 301_000));
    expect(linesOf(ingest)).toMatchObject([
      { code: 'timestamp_stale', reason: expect.stringMatching(/^signed 301 s ago/) as string },
    ]);
  });

  it('contains nothing about requests to unknown paths', async () => {
    const ingest = openIngest({ credentials });
    const token = credentials.ippopay.signing['pathToken'];
    for (const path of [`/ippopay/${token}`, `/webhooks/nobody/${token}`, `/webhooks/ippopay/${token}%zz`]) {
      await ingest.send(path, { body: BODY });
    }
    await ingest.send(`/webhooks/ippopay/${token}`, { method: 'GET' });
    expect(ingest.log()).toBe('');
  });
});
