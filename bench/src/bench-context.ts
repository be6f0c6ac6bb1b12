import type { BenchOptions } from './options.ts';
import type { BenchPostgres } from './stores/postgres.ts';
import type { BenchAccount } from './traffic/deliveries.ts';
import type { Tuning } from './tuning.ts';
import type { createStopList } from '../../e2e/product/stack/stop-in-reverse.ts';

/** The context of every section. */
export interface BenchContext {
  readonly options: BenchOptions;
  /** A temporary directory. */
  readonly dir: string;
  readonly stops: Stops;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** A line of progress. */
  readonly say: (line: string) => void;
  readonly account: BenchAccount;
  readonly postgres: BenchPostgres;
  /** The concurrency of each contender. */
  readonly tuning: Tuning;
}

/** Records how to stop everything that was started. */
export type Stops = ReturnType<typeof createStopList>;
