import type { Redis } from 'ioredis';

export interface ReplicaWait {
  /** The connection that wrote. */
  readonly connection: unknown;
  readonly replicas: number;
  readonly timeoutMs: number;
}

/** The share of the remaining time that Redis gets, so that its answer "too few" arrives before the deadline. */
const SHARE = 0.9;

/**
 * Waits until enough replicas have everything that was written on the connection. WAIT covers only the writes of its own connection; on any
 * other connection it would return at once and prove nothing.
 *
 * Rejects if too few replicas have it in time, and if the connection that wrote is lost.
 */
export async function waitForReplicas(
  node: Redis,
  { connection, replicas, timeoutMs }: ReplicaWait,
): Promise<void> {
  if (node.status !== 'ready' || node.stream !== connection)
    throw new Error('the connection was lost before replicas had the delivery');
  const reached = await node.wait(replicas, Math.max(1, Math.floor(timeoutMs * SHARE))); // 0 would wait for ever
  if (reached < replicas) throw new Error(`${reached} of ${replicas} replicas have it`);
}

/** Waits that were requested in one turn of the event loop on one connection. */
interface SharedWait {
  wait: ReplicaWait;
  readonly outcome: Promise<void>;
}

/**
 * Combines the waits of one turn of the event loop into one WAIT. WAIT covers everything written on its connection before, so one is enough
 * for all deliveries whose jobs were added together. Its time limit is the shortest of theirs.
 */
export function shareWaits(
  waitFor: (wait: ReplicaWait) => Promise<void>,
): (wait: ReplicaWait) => Promise<void> {
  const asked = new Map<unknown, SharedWait>();
  return (wait) => {
    const shared = asked.get(wait.connection);
    if (shared) {
      const { replicas, timeoutMs } = shared.wait;
      shared.wait = {
        ...wait,
        replicas: Math.max(replicas, wait.replicas),
        timeoutMs: Math.min(timeoutMs, wait.timeoutMs),
      };
      return shared.outcome;
    }
    const turn = new Promise((resolve) => setImmediate(resolve));
    const outcome = turn.then(() => {
      const { wait: all } = asked.get(wait.connection) ?? { wait };
      asked.delete(wait.connection);
      return waitFor(all);
    });
    asked.set(wait.connection, { wait, outcome });
    return outcome;
  };
}

/** Replicas report to the primary every second. Redis' own `min-replicas-max-lag` treats a replica as lost after the same time. */
const MAX_LAG_S = 10;

/** Returns the number of replicas that this server reports: `slave0:ip=…,port=…,state=online,offset=…,lag=0`. */
export async function countReplicas(node: Redis): Promise<number> {
  const lines = (await node.info('replication')).matchAll(/^slave\d+:.*\bstate=online\b.*\blag=(\d+)/gm);
  return [...lines].filter(([, lag]) => Number(lag) <= MAX_LAG_S).length;
}
