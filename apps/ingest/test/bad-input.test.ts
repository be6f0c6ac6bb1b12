import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, type TestQueue } from './backends.ts';
import { BODY_LIMIT_BYTES, type ListeningIngest, startIngest } from './listening-ingest.ts';
import { ODD_BODIES } from './odd-bodies.ts';
import { readBack } from './read-back.ts';
import { rawExchange, statusesIn, wire } from './raw-exchange.ts';

const POST = 'POST /webhooks/stripe HTTP/1.1';

describe.each(BACKENDS)('unusual input with a queue on $name', ({ available, create }) => {
  describe.skipIf(!available)('', () => {
    let place: TestQueue;
    let ingest: ListeningIngest;

    beforeAll(async () => {
      place = await create();
      ingest = await startIngest(place);
    });
    afterAll(async () => {
      await ingest.close();
      await place.drop();
    });

    const expectAlive = async () => {
      const { status } = await fetch(`http://127.0.0.1:${ingest.port}/healthz`);
      expect(status).toBe(200);
    };

    const send = async (body: Buffer, more: Readonly<Record<string, string>> = {}) => {
      const { headers } = ingest.sign(body);
      return fetch(`http://127.0.0.1:${ingest.port}/webhooks/stripe`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: new Uint8Array(body),
      });
    };
    const expectAcceptedAsItIs = async (answer: { readonly status: number }, body: Buffer) => {
      expect(answer.status).toBe(202);
      const jobs = await readBack(place, (job) => job.body.equals(body));
      expect(jobs).toHaveLength(1);
      await expectAlive();
    };

    it.each(Object.entries(ODD_BODIES))(
      'signed, it is accepted and stored byte for byte: %s',
      async (_, body) => {
        await expectAcceptedAsItIs(await send(body), body);
      },
    );

    it('signed, with 200 headers, it is accepted', async () => {
      const extra = Array.from({ length: 200 }, (__, at) => [`x-${at}`, `value ${at}`] as const);
      const body = Buffer.from('{"id":"evt_headers"}');
      await expectAcceptedAsItIs(await send(body, Object.fromEntries(extra)), body);
    });

    it('signed, in a thousand chunks, it is accepted', async () => {
      const body = Buffer.from(`{"id":"evt_chunks","text":"${'é'.repeat(2000)}"}`);
      const { headers } = ingest.sign(body);
      const outgoing = request({
        port: ingest.port,
        host: '127.0.0.1',
        path: '/webhooks/stripe',
        method: 'POST',
        headers,
      });
      const status = new Promise<number>((resolve, reject) => {
        outgoing.on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        outgoing.on('error', reject);
      });
      for (let at = 0; at < body.length; at += 4) outgoing.write(body.subarray(at, at + 4));
      outgoing.end();
      await expectAcceptedAsItIs({ status: await status }, body);
    });

    it('signed, several at once on one connection, they are answered in order', async () => {
      const [first, second] = ['evt_one', 'evt_two'].map((id) => ingest.sign(Buffer.from(`{"id":"${id}"}`)));
      if (!first || !second) throw new Error('two deliveries were signed');
      const keepAlive = { connection: 'keep-alive' };
      const length = { 'content-length': first.body.length };
      const exchange = await rawExchange(ingest.port, [
        Buffer.concat([
          wire(POST, { ...first.headers, ...length, ...keepAlive }, first.body),
          wire(POST, { ...first.headers, ...length, ...keepAlive }, second.body),
          wire(POST, { ...first.headers, ...length, ...keepAlive }, first.body),
          wire(POST, { ...second.headers, ...length }, second.body),
        ]),
      ]);
      const [one, forged, again, other] = statusesIn(exchange);
      expect([forged, other]).toEqual([401, 202]);
      // They are added at the same time, so that either of the two may be the first one.
      expect(new Set([one, again])).toEqual(new Set([200, 202]));
      expect(await readBack(place, (job) => job.eventKey === 'evt_two')).toHaveLength(2);
    });

    it.each([
      ['10 MB at once', 10 * 1024 * 1024, true],
      ['10 MB in chunks', 10 * 1024 * 1024, false],
      ['one byte over the limit', BODY_LIMIT_BYTES + 1, true],
    ])('a body of %s gets 413 or a closed connection, and nothing is queued', async (_, size, sized) => {
      const body = Buffer.alloc(size, 'a');
      const { headers } = ingest.sign(body);
      const framing: Record<string, string | number> = sized
        ? { 'content-length': size }
        : { 'transfer-encoding': 'chunked' };
      const chunks = sized ? [body] : [`${size.toString(16)}\r\n`, body, '\r\n0\r\n\r\n'];
      const exchange = await rawExchange(ingest.port, [wire(POST, { ...headers, ...framing }), ...chunks]);
      expect(statusesIn(exchange).filter((status) => status !== 413)).toEqual([]);
      await expectAlive();
      expect(await ingest.queue.depth()).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
    });
  });
});
