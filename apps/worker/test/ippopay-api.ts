import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simulatorOf } from '@payspool/providers/simulator';

/** IppoPay's API over HTTP on the loopback address. It counts the requests for each order. */
export async function startIppopayApi() {
  const asked = new Map<string, number>();
  let refusing = false;
  let silent = false;
  const server = createServer((request, response) => {
    const orderId = decodeURIComponent(
      /^\/apitest\/v1\/pg\/order\/([^/]+)\/transaction$/.exec(request.url ?? '')?.[1] ?? '',
    );
    if (silent) return;
    const times = (asked.get(orderId) ?? 0) + 1;
    asked.set(orderId, times);
    const { status, body } = refusing
      ? { status: 401, body: '{"success":false}' }
      : (simulatorOf('ippopay').api?.answer(request.url ?? '', times) ?? { status: 404, body: '' });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: (orderId: string) => asked.get(orderId) ?? 0,
    /** Whether it answers 401 to every request. */
    refuse: (yes: boolean) => {
      refusing = yes;
    },
    /** Whether it sends no answers. When it answers again, the waiting connections are closed. */
    silence: (yes: boolean) => {
      silent = yes;
      if (!yes) server.closeAllConnections();
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
