import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { waitFor } from '@payspool/testkit';
import { afterEach, expect, it } from 'vitest';
import { createQueueDouble } from '../src/queue-double.ts';
import { type ListeningIngest, startIngest } from './listening-ingest.ts';

let ingest: ListeningIngest;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await ingest.close();
});

async function open() {
  const socket = connect({ port: ingest.port, host: '127.0.0.1' });
  sockets.push(socket);
  const seen = { closed: false, text: '' };
  socket.on('error', () => undefined);
  socket.on('close', () => (seen.closed = true));
  socket.on('data', (chunk: Buffer) => (seen.text += chunk.toString('latin1')));
  await once(socket, 'connect');
  return { socket, seen };
}

/** A connection that was used once and is kept open. */
async function openIdle() {
  const { socket, seen } = await open();
  socket.write('GET /webhooks/nobody HTTP/1.1\r\nhost: x\r\n\r\n');
  await waitFor(() => seen.text.includes('not_found'), { what: 'an answer' });
  return seen;
}

async function deliver(id: string) {
  const { headers, body } = ingest.sign(Buffer.from(JSON.stringify({ id })));
  const url = `http://127.0.0.1:${ingest.port}/webhooks/stripe`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, connection: 'close' },
    body: new Uint8Array(body),
  });
  return answer.status;
}

it('idle connections are closed for a new delivery when the limit is reached', async () => {
  ingest = await startIngest({ queue: createQueueDouble(), maxConnections: 20 });
  const idle = await Promise.all(Array.from({ length: 19 }, openIdle));
  expect(idle.filter(({ closed }) => closed)).toEqual([]);
  // The delivery uses the twentieth connection.
  expect(await deliver('evt_1')).toBe(202);
  await waitFor(() => idle.every(({ closed }) => closed), { what: 'the idle connections to go' });
  expect(await deliver('evt_2')).toBe(202);
});

it("connections on which nothing is sent are closed after the time limit for a request's head", async () => {
  ingest = await startIngest({ queue: createQueueDouble(), maxConnections: 20, headersTimeoutMs: 200 });
  const silent = await Promise.all(Array.from({ length: 20 }, open));
  await waitFor(() => silent.every(({ seen }) => seen.closed), { what: 'the silent connections to go' });
  expect(await deliver('evt_1')).toBe(202);
});
