import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends early, without an error, if the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  // One listener per sender is normal here; the limit avoids Node's warning about a leak.
  if (signal) setMaxListeners(0, signal);
  await sleep(Math.max(0, ms), undefined, signal && { signal }).catch(() => undefined);
}
