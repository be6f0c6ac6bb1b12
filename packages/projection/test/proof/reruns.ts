import { byVersion } from '@payspool/testkit';
import type fc from 'fast-check';

/** Each run has a seed of its own, so that a quarter of the inputs at every change and all of them every night find the same. */
const SHARE = byVersion({ short: 0.25, long: 1 });

/**
 * How often properties run in the long version, at every change a quarter of it; and where they begin: `FC_SEED` and `FC_PATH`, as a
 * failure prints them, run that one again, and look for a smaller input. Otherwise the first failure ends the run, because looking
 * for a smaller one may take longer than the test's time.
 */
export const runs = <Values>(numRuns: number): fc.Parameters<Values> => {
  const { FC_SEED: seed, FC_PATH: path, FC_RUNS: chosen } = process.env;
  return {
    endOnFailure: seed === undefined,
    numRuns: chosen === undefined ? Math.ceil(numRuns * SHARE) : Number(chosen),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
  };
};
