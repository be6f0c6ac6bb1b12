import { InvalidQueueUrlError, QUEUE_URL_FORMS } from './invalid-queue-url-error.ts';
import { address, decode, parse, splitHosts, type Hosts } from './queue-hosts.ts';
import type { QueueTarget, RedisAccess } from './queue-target.ts';

/**
 * Parses a queue's URL. The scheme selects the backend: `redis`, `rediss`, `redis-sentinel`, `redis-cluster`, `postgres`, `postgresql`.
 *
 * Parameters: `password`, `username` and `tls=true` for Sentinel and Cluster, where they apply to the Redis servers; for Sentinel also
 * `db`, and `sentinelPassword` if the sentinels have their own password.
 *
 * @throws {InvalidQueueUrlError}
 */
export function parseQueueUrl(url: string): QueueTarget {
  const scheme = /^([a-z-]{1,20}):\/\//.exec(url)?.[1];
  switch (scheme) {
    case 'redis':
    case 'rediss':
      return single(url, scheme === 'rediss');
    case 'postgres':
    case 'postgresql':
      return { backend: 'postgres', connectionString: parse(url) && url };
    case 'redis-sentinel':
      return sentinel(splitHosts(url, 26_379, ['username', 'password', 'tls', 'db', 'sentinelPassword']));
    case 'redis-cluster':
      return cluster(splitHosts(url, 6379, ['username', 'password', 'tls']));
    default:
      throw new InvalidQueueUrlError(
        `the queue's URL has no scheme that is known; it is one of ${QUEUE_URL_FORMS}`,
      );
  }
}

function single(text: string, tls: boolean): QueueTarget {
  const url = parse(text);
  if (url.search) throw new InvalidQueueUrlError('a redis:// URL takes no parameters');
  const { host, port } = address(url, 6379);
  return {
    backend: 'redis',
    topology: 'single',
    host,
    port,
    db: database(url.pathname.slice(1)),
    tls,
    ...login(url),
  };
}

function sentinel({ addresses, path, url, parameters }: Hosts): QueueTarget {
  if (!path)
    throw new InvalidQueueUrlError('a redis-sentinel:// URL ends in the name of the master: …/mymaster');
  const sentinelPassword = parameters.get('sentinelPassword');
  return {
    backend: 'redis',
    topology: 'sentinel',
    sentinels: addresses,
    name: path,
    db: database(parameters.get('db') ?? ''),
    ...access(url, parameters),
    ...(sentinelPassword && { sentinelPassword }),
  };
}

function cluster({ addresses, path, url, parameters }: Hosts): QueueTarget {
  if (path)
    throw new InvalidQueueUrlError('a redis-cluster:// URL has no path: a cluster has one database only');
  return { backend: 'redis', topology: 'cluster', nodes: addresses, ...access(url, parameters) };
}

function access(url: URL, parameters: URLSearchParams): RedisAccess {
  const tls = parameters.get('tls') ?? 'false';
  if (tls !== 'true' && tls !== 'false') throw new InvalidQueueUrlError('tls is true or false');
  const { username = parameters.get('username'), password = parameters.get('password') } = login(url);
  return { tls: tls === 'true', ...(username && { username }), ...(password && { password }) };
}

const login = (url: URL): { username?: string; password?: string } => ({
  ...(url.username && { username: decode(url.username) }),
  ...(url.password && { password: decode(url.password) }),
});

function database(text: string): number {
  if (!/^\d{0,4}$/.test(text))
    throw new InvalidQueueUrlError("the queue's database is a number: redis://host/0");
  return Number(text);
}
