import { waitFor, type ServerProcess } from '@payspool/testkit';
import { Redis } from 'ioredis';

/** Flags of a server that can be a node of a cluster. */
export const CLUSTER_NODE = ['--cluster-enabled', 'yes', '--cluster-require-full-coverage', 'no'];

/** Joins two nodes, each with half of the slots. */
export async function formCluster(servers: readonly ServerProcess[]): Promise<void> {
  const [first, second] = servers.map(({ url }) => new Redis(url));
  await first?.call('CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
  await second?.call('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
  const { port, busPort } = servers[1] ?? {};
  await first?.call('CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort));
  const formed = async (client?: Redis) =>
    String(await client?.call('CLUSTER', 'INFO')).includes('slots_ok:16384');
  await waitFor(async () => (await formed(first)) && (await formed(second)), {
    what: 'the cluster',
    timeoutMs: 20_000,
  });
  first?.disconnect();
  second?.disconnect();
}

export const clusterUrl = (servers: readonly ServerProcess[]): string =>
  `redis-cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
