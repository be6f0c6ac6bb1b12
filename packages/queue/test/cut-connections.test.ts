import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, waitFor } from '@payspool/testkit';
import { describe, expect, it } from 'vitest';
import { openDeliveryQueue, openDeliveryWorker } from '../src/index.ts';
import { BACKENDS } from './backends.ts';
import { delivery } from './delivery.ts';

describe.each(BACKENDS)('connections that are cut: $name', ({ available, create }) => {
  it.skipIf(!available)('a worker does not spin on them, and carries on when they hold again', async () => {
    const place = await create();
    const proxy = await startProxy(place.url);
    const options = { keyPrefix: place.keyPrefix, onError: () => undefined };
    const queue = openDeliveryQueue({ ...options, url: place.url, dedupeTtlMs: 60_000 });
    const got: string[] = [];
    const worker = openDeliveryWorker({
      ...options,
      url: proxy.url,
      concurrency: 4,
      process: async ({ eventKey }) => void got.push(eventKey),
      isPermanent: () => false,
    });
    await worker.ready();
    await queue.enqueue(delivery({ eventKey: 'before' }));
    await waitFor(() => got.includes('before'), { what: 'the first delivery' });

    proxy.cut(true);
    await queue.enqueue(delivery({ eventKey: 'while' }));
    await sleep(2000);
    expect(proxy.attempts()).toBeGreaterThan(0);
    expect(proxy.attempts()).toBeLessThan(50);

    proxy.cut(false);
    const g = globalThis as any;
    for (let i = 0; i < 12 && !got.includes('while'); i++) { await sleep(500);
      const w = g.W; const b = w.backend; const c = b.connection;
      console.log('STATE', i, g.POOLS.map((p: any) => [p.totalCount, p.idleCount, p.waitingCount].join('/')).join(' '), 'drained', w.drained, 'waiting', !!w.waiting, 'blockUntil', w.blockUntil, 'listening', b.listening, 'lc', !!c.listenClient, 'lcp', !!c.listenClientPromise, 'q', c.listenClient?._queryable, 'ended', c.listenClient?._ended, 'cancelWait', !!b.cancelWait, 'mlq', w.mainLoopQueue?.numTotal?.());
    }
    await waitFor(() => got.includes('while'), { what: 'the delivery made meanwhile', timeoutMs: 15_000 });
    await worker.drain(1000);
    await queue.close();
    await proxy.close();
    await place.drop();
  });
});

/** Stands before a server; when told to cut, it accepts a connection and closes it at once. */
async function startProxy(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let cutting = false;
  let attempts = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (cutting) {
      attempts += 1;
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const proxyPort = await freePort();
  server.listen(proxyPort, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const url = new URL(target);
  url.host = `127.0.0.1:${proxyPort}`;
  return {
    url: url.href,
    attempts: () => attempts,
    cut: (on: boolean) => {
      cutting = on;
      if (on) destroyAll();
    },
    close: async () => {
      destroyAll();
      server.close();
      await once(server, 'close');
    },
  };
}
