type Stop = () => Promise<unknown>;

/** Records how to stop everything that was started. Stops the newest first, and continues after a failure. */
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
    /** For slow starts: a stop waits until the start has ended, then stops it. */
    start: <Started extends { readonly stop: Stop }>(starting: Promise<Started>): Promise<Started> => {
      stops.push(async () => (await starting).stop());
      return starting;
    },
    stopAll: () => (stopping ??= stopAll().finally(() => (stopping = undefined))),
  };
}

/**
 * On Ctrl-C or SIGTERM stops everything once, then exits as a shell expects (130, 143). After a second signal it does not wait.
 * The returned signal is aborted when stopping begins.
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

/**
 * Prints the stages of a long command with their elapsed time: in place on a terminal, otherwise one line each. After `stopping`
 * is aborted, no stage begins or ends; the stop handler ends the process.
 */
export function createStages({
  out = process.stdout,
  stopping,
}: {
  readonly out?: NodeJS.WriteStream;
  readonly stopping: AbortSignal;
}) {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7);
  return {
    async run<Result>(label: string, work: () => Promise<Result>): Promise<Result> {
      if (stopping.aborted) return never();
      if (out.isTTY) out.write(`${elapsed()}  … ${label}`);
      const result = await work().catch((error: unknown) => {
        if (stopping.aborted) return never<Result>();
        throw error;
      });
      if (stopping.aborted) return never();
      out.write(`${out.isTTY ? '\r\u001b[2K' : ''}${elapsed()}  ✓ ${label}\n`);
      return result;
    },
  };
}
export type Stages = ReturnType<typeof createStages>;

const never = <Result>() => new Promise<Result>(() => {});
