import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { waitFor } from '@payspool/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { createQueueDouble, type QueueDouble } from '../src/queue-double.ts';
import type { ServerOptions } from '../src/server.ts';
import { type ListeningIngest, startIngest } from './listening-ingest.ts';
import { statusesIn, wire } from './raw-exchange.ts';

const POST = 'POST /webhooks/stripe HTTP/1.1';
const OVERLOADED = { status: 503, body: { error: 'overloaded' }, retryAfter: '10' };
const ACCEPTED = { status: 202, body: { status: 'accepted' }, retryAfter: null };

let ingest: ListeningIngest;
const sockets: Socket[] = [];

async function open(limits: Partial<ServerOptions>, queue: QueueDouble = createQueueDouble()) {
  ingest = await startIngest({ queue, ...limits });
}
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await ingest.close();
});

const get = async (path: string) => (await fetch(`http://127.0.0.1:${ingest.port}${path}`)).status;

async function deliver(id: string) {
  const { headers, body } = ingest.sign(Buffer.from(JSON.stringify({ id, filler: 'x'.repeat(10_000) })));
  const url = `http://127.0.0.1:${ingest.port}/webhooks/stripe`;
  const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  return {
    status: answer.status,
    body: (await answer.json()) as { error?: string; status?: string },
    retryAfter: answer.headers.get('retry-after'),
  };
}

/** A sender that begins a body and then sends nothing more. */
async function begin(declared: number, sent: number) {
  const socket = connect({ port: ingest.port, host: '127.0.0.1' });
  sockets.push(socket);
  let received = '';
  socket.on('error', () => undefined); // a reset also counts as disconnected
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  socket.write(
    wire(POST, { connection: 'keep-alive', 'content-length': declared }, Buffer.alloc(sent, 0x20)),
  );
  return { socket, closed, received: () => received };
}

describe('a sender that is slow', () => {
  it('gets 503 at the end of the time limit, and takes no place of others meanwhile', async () => {
    await open({ ackTimeoutMs: 1000, maxDeliveriesInHand: 1 });
    const senders = await Promise.all([begin(100, 10), begin(100, 0), begin(100, 99)]);
    const dripping = setInterval(() => senders[1]?.socket.write(' '), 50);
    expect(await deliver('evt_meanwhile')).toEqual(ACCEPTED);
    await Promise.all(senders.map(({ closed }) => closed));
    clearInterval(dripping);
    expect(senders.map(({ received }) => statusesIn(received()))).toEqual([[503], [503], [503]]);
    expect(senders[0]?.received()).toContain('{"error":"unavailable"}');
    expect(await deliver('evt_after')).toEqual(ACCEPTED);
  });

  it('has one time limit, which includes its body', async () => {
    const queue = createQueueDouble({ enqueue: () => new Promise(() => undefined) });
    await open({ ackTimeoutMs: 1500 }, queue);
    const { headers, body } = ingest.sign(Buffer.from('{"id":"evt_late"}'));
    const socket = connect({ port: ingest.port, host: '127.0.0.1' });
    sockets.push(socket);
    const answers: string[] = [];
    const answered = once(socket, 'data').then(([answer]) =>
      answers.push(`slow ${statusesIn(String(answer)).join()}`),
    );
    socket.write(wire(POST, { ...headers, 'content-length': body.length }, body.subarray(0, 5)));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const whole = deliver('evt_whole').then(({ status }) => answers.push(`whole ${status}`));
    await waitFor(() => queue.attempts.length === 1, { what: 'the whole delivery to be in hand' });
    socket.write(body.subarray(5));
    await Promise.all([answered, whole]);
    // A time limit that began with its last byte would end after that of the other delivery.
    expect(answers).toEqual(['slow 503', 'whole 503']);
  });
});

describe('the work in progress is limited', () => {
  it('500 deliveries at once with a queue that hangs: a limited number is processed, the others get 503', async () => {
    const settle: (() => void)[] = [];
    let hanging = true;
    const queue = createQueueDouble({
      enqueue: () =>
        hanging
          ? new Promise((resolve) => settle.push(() => resolve('accepted')))
          : Promise.resolve('accepted'),
    });
    await open({ ackTimeoutMs: 2000, maxDeliveriesInHand: 50 }, queue);
    const answering = Promise.all(Array.from({ length: 500 }, (_, at) => deliver(`evt_${at}`)));
    await waitFor(() => settle.length > 0, { what: 'the first delivery in hand' });
    expect([await get('/healthz'), await get('/readyz')]).toEqual([200, 200]);

    const answers = await answering;
    expect(queue.attempts).toHaveLength(50);
    expect(answers.filter(({ body }) => body.error === 'overloaded')).toEqual(
      Array.from({ length: 450 }, () => OVERLOADED),
    );
    expect(answers.filter(({ body }) => body.error === 'unavailable')).toHaveLength(50);

    // They are answered, but the queue still has them: their places are not free.
    hanging = false;
    expect(await deliver('evt_held')).toEqual(OVERLOADED);
    for (const end of settle) end();
    expect(await waitFor(async () => accepted(await deliver('evt_again')), { what: 'recovery' })).toBe(true);
  });

  it('incomplete bodies count by their bytes, until their senders disconnect', async () => {
    const MIB = 1024 * 1024;
    // Only the time limit of the acknowledgement ends them, however slow this machine is.
    const limits = { ackTimeoutMs: 4500, requestTimeoutMs: 120_000, headersTimeoutMs: 120_000 };
    await open({ ...limits, maxBytesInHand: MIB, bodyLimitBytes: MIB });
    const first = await begin(MIB, 0.6 * MIB);
    const second = await begin(MIB, 0.6 * MIB);
    await Promise.race([first.closed, second.closed]);
    const answers = first.received() + second.received();
    expect(statusesIn(answers).filter((status) => status !== 503)).toEqual([]);
    for (const { socket } of [first, second]) socket.destroy();
    expect(await waitFor(async () => accepted(await deliver('evt_after')), { what: 'room' })).toBe(true);
    // All bytes are free again: as much fits as before.
    const third = await begin(MIB, 0.6 * MIB);
    expect(await deliver('evt_beside')).toEqual(ACCEPTED);
    expect(third.received()).toBe('');
  });
});

describe('under pressure deliveries get 503, and are accepted again afterwards', () => {
  const expectAnswered = async () => {
    expect([await get('/healthz'), await get('/readyz')]).toEqual([200, 200]);
  };
  const shed = () => waitFor(async () => (await deliver('evt_shed')).status === 503, { what: 'shedding' });
  const recovered = () =>
    waitFor(async () => accepted(await deliver(`evt_${performance.now()}`)), { what: 'recovery' });

  it('of the event loop', async () => {
    await open({ maxEventLoopDelayMs: 50 });
    const block = setInterval(() => {
      for (const until = performance.now() + 150; performance.now() < until;);
    }, 1);
    await shed();
    expect(await deliver('evt_1')).toEqual(OVERLOADED);
    await expectAnswered();
    clearInterval(block);
    await recovered();
  });

  it('of the heap', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const MIB = 1024 * 1024;
    const limit = process.memoryUsage().heapUsed + 100 * MIB;
    await open({ maxHeapPercent: (100 * limit) / getHeapStatistics().heap_size_limit });
    expect(await deliver('evt_0')).toEqual(ACCEPTED);
    const held = Array.from({ length: 150 }, (_, at) => Array.from({ length: MIB / 8 }, () => at + 0.5));
    await shed();
    expect(await deliver('evt_1')).toEqual(OVERLOADED);
    await expectAnswered();
    held.length = 0;
    collect();
    await recovered();
  });
});

const accepted = ({ status }: { readonly status: number }) => status === 202;
