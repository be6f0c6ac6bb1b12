/** Prints the stages of a long command with their elapsed time: in place on a terminal, a line each elsewhere. */
export function createStages(out: NodeJS.WriteStream = process.stdout) {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7);
  return {
    async run<Result>(label: string, work: () => Promise<Result>): Promise<Result> {
      if (out.isTTY) out.write(`${elapsed()}  … ${label}`);
      const result = await work();
      out.write(`${out.isTTY ? '\r\u001b[2K' : ''}${elapsed()}  ✓ ${label}\n`);
      return result;
    },
  };
}
export type Stages = ReturnType<typeof createStages>;
