import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { waitFor } from '@payspool/testkit';
import { afterEach, expect, it } from 'vitest';
import { createQueueDouble } from '../src/queue-double.ts';
import { type ListeningIngest, startIngest } from './listening-ingest.ts';
import { createMerchant, openPaypalIngest, startCertificateHost } from './paypal-under-attack.ts';
import { statusesIn, wire } from './raw-exchange.ts';

const MIB = 1024 * 1024;
/** Four of them are more than three quarters of 4 MiB; two of them are more than three quarters of 2 MiB. */
const BODY = 900 * 1024;
const PROVIDER = '127.0.0.1';
const STRANGER = '127.0.0.2';

let ingest: ListeningIngest | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await ingest?.close();
  ingest = undefined;
});

/** A sender that begins a body and then sends nothing more. */
async function begin(from: string, bytes: number) {
  const socket = connect({ port: ingest?.port ?? 0, host: '127.0.0.1', localAddress: from });
  sockets.push(socket);
  const seen = { text: '' };
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => (seen.text += chunk.toString('latin1')));
  await once(socket, 'connect');
  const head = { connection: 'keep-alive', 'content-length': bytes + 1 };
  socket.write(wire('POST /webhooks/stripe HTTP/1.1', head, Buffer.alloc(bytes, 0x20)));
  return seen;
}

async function deliver(id: string, bytes = 10) {
  const { headers, body } =
    ingest?.sign(Buffer.from(JSON.stringify({ id, filler: 'x'.repeat(bytes) }))) ?? {};
  const url = `http://127.0.0.1:${ingest?.port}/webhooks/stripe`;
  return (await fetch(url, { method: 'POST', ...(headers && { headers }), body: new Uint8Array(body ?? []) }))
    .status;
}

const open = async (maxBytesInHand: number) => {
  const slow = { ackTimeoutMs: 60_000, requestTimeoutMs: 60_000 };
  ingest = await startIngest({ queue: createQueueDouble(), maxBytesInHand, ...slow });
};

it('bodies that unproven sources begin leave a quarter of the bytes to a source that has sent a verified delivery', async () => {
  await open(4 * MIB);
  expect(await deliver('evt_1')).toBe(202);
  const begun = await Promise.all([1, 2, 3, 4].map(() => begin(STRANGER, BODY)));
  const turnedAway = () => begun.filter(({ text }) => text.includes('503'));
  // The order of the answers is not fixed.
  await waitFor(() => turnedAway().length > 0, { what: 'one of them to be turned away' });
  expect(turnedAway().map(({ text }) => statusesIn(text))).toContainEqual([503]);
  expect(await deliver('evt_2', 300 * 1024)).toBe(202);
});

it('nothing is reserved before a source has sent a verified delivery', async () => {
  await open(2 * MIB);
  const begun = [await begin(STRANGER, BODY), await begin(STRANGER, BODY)];
  expect(await deliver('evt_1')).toBe(202);
  expect(begun.map(({ text }) => text)).toEqual(['', '']);
});

it('a source that has sent a verified delivery may use all bytes', async () => {
  await open(2 * MIB);
  expect(await deliver('evt_1')).toBe(202);
  const begun = [await begin(PROVIDER, BODY), await begin(PROVIDER, BODY)];
  expect(await deliver('evt_2')).toBe(202);
  expect(begun.map(({ text }) => text)).toEqual(['', '']);
});

it('requests of unproven sources that wait for certificates leave places to a source that has sent a verified delivery', async () => {
  const clock = { at: Date.parse('2026-03-04T10:00:00Z') };
  const merchant = await createMerchant(new Date(clock.at), ['CERT']);
  const host = await startCertificateHost();
  host.serve('CERT', merchant.pem('CERT'));
  let isHanging = false;
  const fetch: typeof host.fetch = (request) =>
    isHanging ? new Promise(() => undefined) : host.fetch(request);
  const paypal = openPaypalIngest({ merchant, host: { fetch }, clock, maxDeliveriesInHand: 8 });
  expect((await paypal.deliver('CERT', PROVIDER)).statusCode).toBe(202);
  isHanging = true;
  const answered: number[] = [];
  for (let request = 0; request < 20; request += 1)
    void paypal.invent(STRANGER).then(({ statusCode }) => answered.push(statusCode));
  await waitFor(() => answered.length === 14, { what: 'all but six to be turned away' });
  expect(new Set(answered)).toEqual(new Set([503]));
  expect((await paypal.deliver('CERT', PROVIDER)).statusCode).toBe(202);
  await host.close();
});
