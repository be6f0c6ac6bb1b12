import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A receiver on the loopback address, which answers as the test says. */
export async function startReceiver(answer: (response: ServerResponse, request: Received) => void) {
  const received: Received[] = [];
  const connections = new Set<unknown>();
  const server = createServer((request, response) => {
    void (async () => {
      const { url: path = '', method = '', headers } = request;
      const seen = { path, method, headers, body: await buffer(request) };
      received.push(seen);
      answer(response, seen);
    })();
  });
  server.on('connection', (socket) => connections.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    received,
    connections,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
