import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for a machine that is busy with something else: a condition that holds sooner ends the wait at once. */
const TIMEOUT_MS = 45_000;

/**
 * Waits until an external condition holds, and returns the first truthy value of the predicate. If the predicate throws, the wait
 * ends, because it is for conditions that become true, not for retrying failures.
 */
export async function waitFor<T>(
  predicate: () => T | Promise<T>,
  { timeoutMs = TIMEOUT_MS, everyMs = 20, what }: { timeoutMs?: number; everyMs?: number; what: string },
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await predicate();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms without success: ${what}`);
    await sleep(everyMs);
  }
}
