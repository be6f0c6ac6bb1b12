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
    stopAll: () => (stopping ??= stopAll().finally(() => (stopping = undefined))),
  };
}

/** On Ctrl-C or SIGTERM stops everything once, then exits as a shell expects it (130, 143). A second signal does not wait. */
export function stopOnSignal(stopAll: () => Promise<void>): void {
  const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  let stopping = false;
  for (const [signal, status] of Object.entries(statuses)) {
    process.on(signal, () => {
      if (stopping) process.exit(status);
      stopping = true;
      process.stderr.write('\nstopping …\n');
      void stopAll().finally(() => process.exit(status));
    });
  }
}
