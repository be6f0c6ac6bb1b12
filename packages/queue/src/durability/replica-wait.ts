import type { Redis } from 'ioredis';

export interface ReplicaWait {
  /** The one that wrote. */
  readonly connection: unknown;
  readonly replicas: number;
  readonly timeoutMs: number;
}

/** Of the time that is left, what Redis may take: its "too few" is to be heard before the deadline. */
const SHARE = 0.9;

/**
 * Waits until so many replicas have everything that was written on the connection. WAIT on any other connection would answer
 * at once, and for nothing: it speaks of its own connection's writes alone.
 *
 * Rejects when there are fewer in the time, and when the connection that wrote is gone.
 */
export async function waitForReplicas(
  node: Redis,
  { connection, replicas, timeoutMs }: ReplicaWait,
): Promise<void> {
  if (node.status !== 'ready' || node.stream !== connection)
    throw new Error('the connection was lost before replicas had the delivery');
  const reached = await node.wait(replicas, Math.max(1, Math.floor(timeoutMs * SHARE))); // 0 would be for ever
  if (reached < replicas) throw new Error(`${reached} of ${replicas} replicas have it`);
}

/** Waits that were asked for in one turn of the event loop on one connection. */
interface SharedWait {
  wait: ReplicaWait;
  readonly outcome: Promise<void>;
}

/**
 * Lets everybody who asks in one turn of the event loop share one WAIT: it speaks of all that was written on its connection before it, so
 * that one of it does for all deliveries whose jobs were added together. It has the time of whoever has least left.
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

/** Replicas say every second that they are there; Redis' own `min-replicas-max-lag` calls one lost after as long. */
const MAX_LAG_S = 10;

/** How many replicas follow this server, by its own account: `slave0:ip=…,port=…,state=online,offset=…,lag=0`. */
export async function countReplicas(node: Redis): Promise<number> {
  const lines = (await node.info('replication')).matchAll(/^slave\d+:.*\bstate=online\b.*\blag=(\d+)/gm);
  return [...lines].filter(([, lag]) => Number(lag) <= MAX_LAG_S).length;
}
