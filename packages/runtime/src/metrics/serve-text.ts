import { once } from 'node:events';
import { createServer } from 'node:http';
import { CONTENT_TYPE } from './exposition.ts';

/** Time limit of one request and its answer, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Serves one page of text over HTTP, which is created for each request. Rejects if the port is not available. */
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
  server.unref(); // a process with no other work may end
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
