type Stop = () => Promise<unknown>;

/** Remembers how to stop what was started, and stops the newest first, everything, whatever fails on the way. */
export function createStopList() {
  const stops: Stop[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop().catch(() => undefined);
  };
  return {
    add: (stop: Stop) => {
      stops.push(stop);
    },
    /** For what takes a while to start: stopping in the meantime waits until there is something to stop. */
    start: <Started extends { readonly stop: Stop }>(starting: Promise<Started>): Promise<Started> => {
      stops.push(async () => (await starting).stop());
      return starting;
    },
    stopAll: () => (stopping ??= stopAll().finally(() => (stopping = undefined))),
  };
}

/**
 * On Ctrl-C or SIGTERM stops everything once, then exits as a shell expects it (130, 143). A second signal does not wait.
 * The signal that is returned is aborted as soon as stopping has begun.
 */
export function stopOnSignal(stopAll: () => Promise<void>): AbortSignal {
  const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  const stopping = new AbortController();
  for (const [signal, status] of Object.entries(statuses)) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(status);
      stopping.abort();
      process.stderr.write('\nstopping …\n');
      void stopAll().finally(() => process.exit(status));
    });
  }
  return stopping.signal;
}
