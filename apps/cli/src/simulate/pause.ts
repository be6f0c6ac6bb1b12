import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends early, and quietly, when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  // As many wait at once as there are senders: no leak, of which Node would warn.
  if (signal) setMaxListeners(0, signal);
  await sleep(Math.max(0, ms), undefined, signal && { signal }).catch(() => undefined);
}
