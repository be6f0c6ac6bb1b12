import { Cluster, type Redis } from 'ioredis';

/**
 * Finds the connection that carries a key's writes. ioredis sends commands without a key, such as WAIT and CONFIG, to a random
 * node of a cluster: there it has to be asked for the one that owns the key's slot.
 */
export function writingNode(client: Redis | Cluster, key: string): () => Promise<Redis> {
  if (!(client instanceof Cluster)) return async () => client;
  let slot: number | undefined;
  let learning: Promise<unknown> | undefined;
  const ownerOf = (number: number) => {
    const [owner] = client.slots[number] ?? [];
    return client.nodes('master').find(({ options }) => `${options.host}:${options.port}` === owner);
  };
  // A node that is gone stays the slot's owner to ioredis until a command for that slot is sent elsewhere and answered MOVED.
  const learn = () => (learning ??= client.exists(key).finally(() => (learning = undefined)));
  return async () => {
    slot ??= await client.cluster('KEYSLOT', key);
    if (!ownerOf(slot)) await learn();
    const node = ownerOf(slot);
    if (!node) throw new Error('no node of the cluster owns the slot of the queue');
    if (node.status !== 'ready') await node.ping(); // it connects with its first command
    return node;
  };
}
