interface Parts {
  /** What runs by itself, each of which ends with what it is doing: relay, retention, publishing. */
  readonly loops: readonly (() => Promise<unknown>)[];
  /** The ends of the queues: each finishes its jobs in flight, or hands them back at its deadline. */
  readonly drains: readonly (() => Promise<unknown>)[];
  /** What all of them use, in the order in which it is closed. */
  readonly closes: readonly (() => Promise<unknown>)[];
}

/**
 * Stops the loops and drains the queues at once, and then closes what they used. A loop that waits for a slow store does not keep jobs from
 * being handed back in time.
 */
export async function stopWorker({ loops, drains, closes }: Parts): Promise<void> {
  await Promise.all([...drains, ...loops].map((stop) => stop()));
  for (const close of closes) await close();
}
