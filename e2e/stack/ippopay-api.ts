import { createServer } from 'node:http';
import { simulatedAnswer } from '@payspool/providers';

export interface IppopayApi {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const PATH = /^\/v1\/order\/([A-Za-z0-9_-]{1,128})\/transaction$/;

/** The part of IppoPay's API that a confirmation needs, over HTTP on the loopback address. The ids of simulated orders contain the answers. */
export async function startIppopayApi(port = 0): Promise<IppopayApi> {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const orderId = PATH.exec(request.url ?? '')?.[1] ?? '';
    asked.set(orderId, (asked.get(orderId) ?? 0) + 1);
    const { status, body } = simulatedAnswer(orderId, asked.get(orderId) ?? 1);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no TCP address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
