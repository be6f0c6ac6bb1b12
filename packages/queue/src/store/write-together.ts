import { Cluster, type Redis } from 'ioredis';

/**
 * Sends the commands of one turn of the event loop to the server in one write: the connection buffers them until the turn is over. Each
 * command keeps its own result, error and time limit.
 *
 * @returns a function to call before a command that may be delayed in this way
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

/** For a cluster: the connections to all primaries, because the slot of the command's key decides only later which one it uses. */
const connectionsOf = (client: Redis | Cluster): readonly Redis['stream'][] =>
  (client instanceof Cluster ? client.nodes('master') : [client])
    .filter(({ status }) => status === 'ready')
    .map(({ stream }) => stream);
