import type { BenchOptions } from './options.ts';
import type { BenchPostgres } from './stores/postgres.ts';
import type { Stops } from './stops.ts';
import type { BenchAccount } from './traffic/account.ts';
import type { Tuning } from './tuning.ts';

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
