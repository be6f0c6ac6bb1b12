import type { z } from 'zod';

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

/** A host and port. */
interface Address {
  readonly host: string;
  readonly port: number;
}

interface RedisAccess {
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
}

/** The location of the queue, from `QUEUE_URL`. */
export type QueueTarget =
  | ({ readonly backend: 'redis'; readonly topology: 'single'; readonly db: number } & Address & RedisAccess)
  | ({
      readonly backend: 'redis';
      readonly topology: 'sentinel';
      readonly sentinels: readonly Address[];
      readonly name: string;
      readonly db: number;
      readonly sentinelPassword?: string;
    } & RedisAccess)
  | ({
      readonly backend: 'redis';
      readonly topology: 'cluster';
      readonly nodes: readonly Address[];
    } & RedisAccess)
  | { readonly backend: 'postgres'; readonly connectionString: string };

interface Hosts {
  readonly addresses: readonly Address[];
  readonly path: string;
  readonly url: URL;
  readonly parameters: URLSearchParams;
}

/** `new URL` accepts only one host, so the others are cut out and read one by one. */
function splitHosts(text: string, defaultPort: number, known: readonly string[]): Hosts {
  const [, scheme, userinfo = '', hosts = '', rest = ''] =
    /^([a-z-]+:\/\/)([^/?#]*@)?([^/?#@]*)(.*)$/s.exec(text) ?? [];
  const addresses = hosts.split(',').map((host) => address(parse(`${scheme}${host}`), defaultPort));
  const url = parse(`${scheme}${userinfo}host${rest}`);
  for (const name of url.searchParams.keys()) {
    // The message does not repeat the name: in a URL without escaping it may be a piece of the password.
    if (!known.includes(name))
      throw new InvalidQueueUrlError(`the queue's URL has a parameter other than ${known.join(', ')}`);
  }
  return { addresses, path: decode(url.pathname.slice(1)), url, parameters: url.searchParams };
}

function address(url: URL, defaultPort: number): Address {
  if (!url.hostname)
    throw new InvalidQueueUrlError("the queue's URL has no host, or an empty one in its list");
  return {
    host: decode(url.hostname).replace(/^\[(.*)\]$/, '$1'),
    port: url.port ? Number(url.port) : defaultPort,
  };
}

function parse(text: string): URL {
  if (!URL.canParse(text))
    throw new InvalidQueueUrlError(
      `the queue's URL does not parse; write it as ${QUEUE_URL_FORMS}, with %-escapes in a password`,
    );
  return new URL(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidQueueUrlError("the queue's URL has a % that escapes nothing; write it as %25");
  }
}

/**
 * A refinement of `QUEUE_URL`: it reports an invalid URL together with the other configuration errors, and not only when the queue is
 * opened.
 */
export function explainQueueUrl(url: string, context: z.RefinementCtx): void {
  try {
    parseQueueUrl(url);
  } catch (error) {
    if (!(error instanceof InvalidQueueUrlError)) throw error;
    // The URL contains a password, so only the message may be printed.
    context.addIssue({ code: 'custom', message: error.message, input: undefined });
  }
}

/** `QUEUE_URL` cannot be used. The message never contains the URL, because the URL has a password. */
export class InvalidQueueUrlError extends Error {
  readonly code = 'invalid_queue_url';
  override readonly name = 'InvalidQueueUrlError';

  /** For the report of configuration errors. */
  get problems(): readonly string[] {
    return [`QUEUE_URL: ${this.message}`];
  }
}

/** Every form that a queue's URL has. */
const QUEUE_URL_FORMS =
  'redis://host:6379/0, rediss://…, postgres://user@host/database, redis-sentinel://host:26379,host:26379/name, redis-cluster://host:6379,host:6379';
