/** A host and port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface RedisAccess {
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

/** Describes the location of the queue for logs, without user, password and parameters. */
export function describeQueueTarget(target: QueueTarget): string {
  if (target.backend === 'postgres') {
    const { host, pathname } = new URL(target.connectionString);
    return `postgres://${host}${pathname}`;
  }
  const list = (addresses: readonly Address[]) => addresses.map(spell).join(',');
  if (target.topology === 'cluster') return `redis-cluster://${list(target.nodes)}`;
  if (target.topology === 'sentinel') return `redis-sentinel://${list(target.sentinels)}/${target.name}`;
  return `${target.tls ? 'rediss' : 'redis'}://${spell(target)}/${target.db}`;
}

const spell = ({ host, port }: Address): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
