import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';

/** A Lua script of this project. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

export const script = (text: string): Script => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'),
});

/** Runs a script by its hash. Redis forgets scripts when it restarts; then the text is sent again. */
export async function runScript(
  client: Redis | Cluster,
  { text, sha }: Script,
  { keys, args }: { readonly keys: readonly string[]; readonly args: readonly string[] },
): Promise<unknown> {
  const all = [...keys, ...args];
  return client.evalsha(sha, keys.length, ...all).catch((error: unknown) => {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return client.eval(text, keys.length, ...all);
  });
}
