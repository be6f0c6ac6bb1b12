import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FakeApi, FakeResponse } from './fake-api.ts';

/** Maximum size of a request in bytes. No request of Payspool to a provider's API is as long. */
const MAX_BYTES = 1024 * 1024;

/** A fake API that listens. */
export interface ApiServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Closes open connections too. */
  readonly close: () => Promise<void>;
}

/** Serves the fake of a provider's API over HTTP on loopback. By default the system chooses the port. */
export async function startApiServer(
  api: FakeApi,
  { port = 0 }: { readonly port?: number } = {},
): Promise<ApiServer> {
  const server = createServer((request, response) => {
    void respond(api, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(api: FakeApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, headers = {}, body } = await answerTo(api, request);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

async function answerTo(api: FakeApi, request: IncomingMessage): Promise<FakeResponse> {
  try {
    const body = await readBody(request);
    if (body === undefined) return { status: 413, body: '{"error":{"code":"too_long"}}' };
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    return api.answer({
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
      ),
      body,
    });
  } catch (error) {
    return { status: 500, body: JSON.stringify({ error: { code: 'fake_failed', message: String(error) } }) };
  }
}

/** `undefined` if it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read and dropped, so that the client gets the answer.
    if (length <= MAX_BYTES) chunks.push(chunk);
  }
  return length > MAX_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}
