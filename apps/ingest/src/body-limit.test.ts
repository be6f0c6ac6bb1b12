import { describe, expect, it } from 'vitest';
import { createCredentials, openIngest } from './ingest-under-test.ts';

const credentials = await createCredentials('stripe');
const LIMIT = 4096;

describe('a body', () => {
  it('of exactly the limit is accepted', async () => {
    const ingest = openIngest({ credentials, bodyLimitBytes: LIMIT });
    expect((await ingest.deliver('stripe', Buffer.alloc(LIMIT, 'a'))).statusCode).toBe(202);
    expect(ingest.queue.jobs.map(({ body }) => body.length)).toEqual([LIMIT]);
  });

  it('one byte larger than the limit gets 413, even if it is authentic, and is not queued', async () => {
    const ingest = openIngest({ credentials, bodyLimitBytes: LIMIT });
    const answer = await ingest.deliver('stripe', Buffer.alloc(LIMIT + 1, 'a'));
    expect([answer.statusCode, answer.body]).toEqual([413, '{"error":"body_too_large"}']);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it('shorter than its declared length gets 400 and is not queued', async () => {
    const ingest = openIngest({ credentials });
    const { headers, body } = ingest.sign('stripe', Buffer.from('{}'));
    const answer = await ingest.send('/webhooks/stripe', {
      headers: { ...headers, 'content-length': '3' },
      body,
    });
    expect([answer.statusCode, answer.body]).toEqual([400, '{"error":"bad_request"}']);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it('sent to a path that cannot be decoded gets 400, and the answer does not repeat the path', async () => {
    const ingest = openIngest({ credentials });
    const answer = await ingest.send('/webhooks/ippopay/%zz', { body: Buffer.from('{}') });
    expect([answer.statusCode, answer.body]).toEqual([400, '{"error":"bad_request"}']);
    expect(ingest.queue.attempts).toEqual([]);
  });
});
