import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A proxy between the apps and a server that simulates a bad network. */
export interface FaultProxy {
  /** The server's address with the proxy's port. */
  readonly url: string;
  /** Closes every connection. Returns their number. */
  readonly drop: () => number;
  /** From now on every piece of data takes this many milliseconds longer; 0 is no delay. */
  readonly delay: (ms: number) => void;
  readonly close: () => Promise<void>;
}

/** Maximum number of pieces on their way in one direction of one connection; then the sender must wait. */
const IN_TRANSIT = 256;

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    carry(client, upstream, () => delayMs);
    carry(upstream, client, () => delayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no TCP address');
  const url = new URL(target);
  url.host = `127.0.0.1:${address.port}`;
  const drop = () => {
    const connections = sockets.size / 2;
    for (const socket of sockets) socket.destroy();
    return connections;
  };
  return {
    url: url.href,
    drop,
    delay: (ms) => {
      delayMs = ms;
    },
    close: async () => {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
}

/** In order; each piece has the delay that was set when it arrived. */
function carry(from: Socket, to: Socket, delayMs: () => number): void {
  let last = Promise.resolve();
  let inTransit = 0;
  const closed = new Promise((resolve) => to.once('close', resolve));
  from.on('data', (piece) => {
    const dueAt = performance.now() + delayMs();
    inTransit += 1;
    if (inTransit > IN_TRANSIT) from.pause();
    const before = last;
    const deliver = async () => {
      await before;
      const wait = dueAt - performance.now();
      if (wait > 0) await sleep(wait);
      if (!to.destroyed && !to.write(piece)) await Promise.race([once(to, 'drain'), closed]);
      inTransit -= 1;
      if (inTransit < IN_TRANSIT) from.resume();
    };
    last = deliver();
    last.catch(() => to.destroy());
  });
  from.on('end', () => {
    void last.finally(() => to.end());
  });
}
