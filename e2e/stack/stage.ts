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
