import { createServer } from 'node:http';
import { providers } from '@payspool/providers';
import { type SimulatedApi, simulatorOf } from '@payspool/providers/simulator';

export interface ProviderApis {
  /** The variables that lead the worker to them. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** The simulated APIs of the providers whose deliveries are hints, over HTTP on the loopback address. */
export async function startProviderApis(): Promise<ProviderApis> {
  const apis = providers.flatMap((provider) => simulatorOf(provider).api ?? []);
  const started = await Promise.all(apis.map(startApi));
  return {
    env: Object.fromEntries(started.map(({ variable, url }) => [variable, url])),
    stop: async () => {
      await Promise.all(started.map(({ stop }) => stop()));
    },
  };
}

async function startApi({ variable, answer }: SimulatedApi) {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const times = (asked.get(path) ?? 0) + 1;
    asked.set(path, times);
    const { status, body } = answer(path, times);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the simulated API has no TCP address');
  return {
    variable,
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
