import { Cluster, type Redis } from 'ioredis';

/**
 * Finds the connection that carries the writes of a key. ioredis sends commands without a key, such as WAIT and CONFIG, to a random node of
 * a cluster. In a cluster they must therefore go to the node that owns the key's slot.
 */
export function writingNode(client: Redis | Cluster, key: string): () => Promise<Redis> {
  if (!(client instanceof Cluster)) return async () => client;
  let slot: number | undefined;
  let learning: Promise<unknown> | undefined;
  const ownerOf = (number: number) => {
    const [owner] = client.slots[number] ?? [];
    return client.nodes('master').find(({ options }) => `${options.host}:${options.port}` === owner);
  };
  // For ioredis, a node that is gone remains the owner of the slot until a command for that slot goes to another node and gets MOVED.
  const learn = () => (learning ??= client.exists(key).finally(() => (learning = undefined)));
  return async () => {
    slot ??= await client.cluster('KEYSLOT', key);
    if (!ownerOf(slot)) await learn();
    const node = ownerOf(slot);
    if (!node) throw new Error('no node of the cluster owns the slot of the queue');
    if (node.status !== 'ready') await node.ping(); // the node connects with its first command
    return node;
  };
}
