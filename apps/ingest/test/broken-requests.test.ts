import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, type TestQueue } from './backends.ts';
import { BAD_REQUESTS } from './bad-requests.ts';
import { type ListeningIngest, startIngest } from './listening-ingest.ts';
import { rawExchange, statusesIn, wire } from './raw-exchange.ts';

const POST = 'POST /webhooks/stripe HTTP/1.1';

describe.each(BACKENDS)('broken requests with a queue on $name', ({ available, create }) => {
  describe.skipIf(!available)('', () => {
    let place: TestQueue;
    let ingest: ListeningIngest;

    beforeAll(async () => {
      place = await create();
      ingest = await startIngest({ ...place, headersTimeoutMs: 1000, requestTimeoutMs: 1000 });
    });
    afterAll(async () => {
      await ingest.close();
      await place.drop();
    });

    const expectAlive = async () => {
      const { status } = await fetch(`http://127.0.0.1:${ingest.port}/healthz`);
      expect(status).toBe(200);
    };

    it.each([
      ['headers', Buffer.from(`${POST}\r\nhost: ing`)],
      ['a body', wire(POST, { 'content-length': 100 }, '{"id":')],
      ['a chunk', wire(POST, { 'transfer-encoding': 'chunked' }, 'ff\r\n{"id":')],
    ])('a sender that stops in the middle of %s is disconnected', async (_, part) => {
      const exchange = await rawExchange(ingest.port, [part]);
      expect(statusesIn(exchange).filter((status) => status !== 408)).toEqual([]);
      await expectAlive();
    });

    it('a sender that disconnects in the middle of a body leaves nothing behind', async () => {
      const { headers } = ingest.sign(Buffer.from('{"id":"evt_cut"}'));
      const exchange = await rawExchange(
        ingest.port,
        [wire(POST, { ...headers, 'content-length': 16 }, '{"id":')],
        {
          hangUp: true,
        },
      );
      expect(statusesIn(exchange).filter((status) => status !== 400)).toEqual([]);
      expect(await ingest.queue.depth()).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
      await expectAlive();
    });

    it.each(Object.entries(BAD_REQUESTS))('%s: a 4xx or a closed connection', async (_, bytes) => {
      const exchange = await rawExchange(ingest.port, [bytes], { hangUp: true });
      expect(statusesIn(exchange).filter((status) => status < 400 || status >= 500)).toEqual([]);
      await expectAlive();
      expect(await ingest.queue.depth()).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
    });
  });
});
