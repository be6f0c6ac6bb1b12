import { once } from 'node:events';
import { createServer } from 'node:http';
import { CONTENT_TYPE } from './exposition.ts';

/** Of one exchange, milliseconds. */
const TIMEOUT_MS = 10_000;

/** One page of text over HTTP, made anew for each request. Rejects where the port cannot be had. */
export async function serveText({
  host,
  port,
  path,
  page,
}: {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly page: () => Promise<string>;
}): Promise<{ readonly address: string; readonly close: () => Promise<void> }> {
  const server = createServer({ requestTimeout: TIMEOUT_MS }, (request, response) => {
    if (request.url?.split('?')[0] !== path) return void response.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    }
    page().then(
      (text) => response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  server.unref(); // a process that has nothing else to do may end
  const address = server.address();
  const shown = address !== null && typeof address === 'object' ? address.port : port;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${shown}${path}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
