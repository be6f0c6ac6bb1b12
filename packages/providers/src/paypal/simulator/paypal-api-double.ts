import { createServer, type IncomingHttpHeaders } from 'node:http';
import { UnavailableError } from '../../contract/errors.ts';
import type { OutboundFetch } from '../../contract/io.ts';

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface Answer {
  readonly status: number;
  readonly body: string;
}
export const json = (status: number, value: unknown): Answer => ({ status, body: JSON.stringify(value) });
export const verification = (word: string) => json(200, { verification_status: word });
const TOKEN = json(200, { access_token: 'token-1', token_type: 'Bearer', expires_in: 300 });

/** For tests: PayPal's API over HTTP on loopback. Its answers may be replaced; it keeps the requests. */
export async function startPaypalApi() {
  const asked: Asked[] = [];
  const answers = { token: TOKEN, verify: verification('SUCCESS') };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      asked.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      const answer = path.endsWith('/oauth2/token') ? answers.token : answers.verify;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '',
    asked,
    answers,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** For tests: real HTTP with the limits of the contract. */
export const overHttp: OutboundFetch = async ({ method, url, headers, body, timeoutMs }) => {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    };
  } catch (cause) {
    throw new UnavailableError('no answer', { cause });
  }
};
