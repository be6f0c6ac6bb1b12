import type fc from 'fast-check';

/** How often properties run, and where they begin: `FC_SEED` and `FC_PATH`, as a failure prints them, run that one again. */
export const runs = <Values>(numRuns: number): fc.Parameters<Values> => {
  const { FC_SEED: seed, FC_PATH: path, FC_RUNS: chosen } = process.env;
  return {
    numRuns: chosen === undefined ? numRuns : Number(chosen),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
  };
};
