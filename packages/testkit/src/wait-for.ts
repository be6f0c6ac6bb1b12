import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until a condition of the real world holds, and returns the first truthy value that the predicate gave.
 * A predicate that throws ends the wait: it is for conditions that come true, not for retrying what fails.
 */
export async function waitFor<T>(
  predicate: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 20, what }: { timeoutMs?: number; everyMs?: number; what: string },
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await predicate();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await sleep(everyMs);
  }
}
