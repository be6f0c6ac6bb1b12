import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until an external condition holds, and returns the first truthy value of the predicate. If the predicate throws, the wait
 * ends, because it is for conditions that become true, not for retrying failures.
 */
export async function waitFor<T>(
  predicate: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 20, what }: { timeoutMs?: number; everyMs?: number; what: string },
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await predicate();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms without success: ${what}`);
    await sleep(everyMs);
  }
}
