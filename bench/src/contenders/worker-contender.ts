import type { TableSet } from '../stores/postgres.ts';
import type { RunningContender } from './spawn-script.ts';

export interface WorkerPlace {
  /** The URL of the Redis with the filled queue. */
  readonly queueUrl: string;
  /** The URL of a fresh database with the contender's tables. */
  readonly databaseUrl: string;
  /** The number of jobs that a worker processes at once. */
  readonly concurrency: number;
  /** Variables of the account of the deliveries. */
  readonly accountEnv: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A worker that drains the queue of deliveries. */
export interface WorkerContender {
  readonly name: 'no-op jobs' | 'naive' | 'payspool, reactions off' | 'payspool, default fulfilment';
  /** Path from the root of the file with its code. */
  readonly file: string;
  readonly tables: TableSet;
  /** Jobs in flight in one worker at which it was fastest, by `--tune`. */
  readonly bestConcurrency: number;
  readonly start: (place: WorkerPlace) => Promise<RunningContender>;
  /** SQL that counts the committed events. */
  readonly committed?: string;
  /** SQL that counts the events whose transitions are not delivered to all consumers yet. */
  readonly behind?: string;
}
