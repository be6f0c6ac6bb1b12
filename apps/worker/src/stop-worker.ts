interface Parts {
  /** The loops, each of which finishes its current work first: relay, retention, publishing. */
  readonly loops: readonly (() => Promise<unknown>)[];
  /** The consumers of the queues: each finishes its running jobs, or returns them at its deadline. */
  readonly drains: readonly (() => Promise<unknown>)[];
  /** The resources that all of them use, in the order of closing. */
  readonly closes: readonly (() => Promise<unknown>)[];
}

/**
 * Stops the loops and drains the queues at the same time, and then closes the resources. A loop that waits for a slow store does
 * not prevent jobs from being returned in time.
 */
export async function stopWorker({ loops, drains, closes }: Parts): Promise<void> {
  await Promise.all([...drains, ...loops].map((stop) => stop()));
  for (const close of closes) await close();
}
