import { createServer } from 'node:http';
import { providers } from '@payspool/providers';
import {
  type SimulatedApi,
  type SimulatedDelivery,
  type SimulatedReading,
  simulatorOf,
  startApiServer,
} from '@payspool/providers/simulator';

export interface ProviderApis {
  /** The variables that lead the worker to them. */
  readonly env: Readonly<Record<string, string>>;
  /** The providers whose missed events can be read. */
  readonly readable: readonly string[];
  /** Adds the events of deliveries to the list of their provider. */
  readonly add: (provider: string, deliveries: readonly SimulatedDelivery[]) => void;
  readonly stop: () => Promise<void>;
}

/** The simulated APIs that confirm hints, and those from which missed events are read, over HTTP on the loopback address. */
export async function startProviderApis(): Promise<ProviderApis> {
  const apis = providers.flatMap((provider) => simulatorOf(provider).api ?? []);
  const started = await Promise.all(apis.map(startApi));
  const readings = new Map<string, SimulatedReading>();
  for (const provider of providers) {
    const reading =
      provider.reads?.events && simulatorOf(provider).createReading?.({ now: () => new Date() });
    if (reading) readings.set(provider.slug, reading);
  }
  const served = await Promise.all(
    [...readings.values()].map(async ({ api, env }) => {
      const { url, close } = await startApiServer(api);
      return { env: env(url), stop: close };
    }),
  );
  return {
    env: Object.assign(
      Object.fromEntries(started.map(({ variable, url }) => [variable, url])),
      ...served.map(({ env }) => env),
    ) as Record<string, string>,
    readable: [...readings.keys()],
    add: (provider, deliveries) => readings.get(provider)?.add(deliveries),
    stop: async () => {
      await Promise.all([...started, ...served].map(({ stop }) => stop()));
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
