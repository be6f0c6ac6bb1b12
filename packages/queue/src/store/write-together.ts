import { Cluster, type Redis } from 'ioredis';

/**
 * Lets commands of one turn of the event loop go to the server in one write: each is held back in the connection until the turn is over.
 * They stay commands of their own, each with its answer, its error and its time.
 *
 * @returns to be called before a command that may wait so long
 */
export function writeTogether(client: Redis | Cluster): () => void {
  let held: readonly Redis['stream'][] = [];
  const release = () => {
    for (const stream of held) stream.uncork();
    held = [];
  };
  return () => {
    if (held.length > 0) return;
    held = connectionsOf(client);
    if (held.length === 0) return;
    for (const stream of held) stream.cork();
    setImmediate(release);
  };
}

/** Of a cluster those to all its primaries: the slot of the command's key says later which one it is for. */
const connectionsOf = (client: Redis | Cluster): readonly Redis['stream'][] =>
  (client instanceof Cluster ? client.nodes('master') : [client])
    .filter(({ status }) => status === 'ready')
    .map(({ stream }) => stream);
