import type { TableSet } from '../stores/postgres.ts';
import type { RunningContender } from './spawn-script.ts';

export interface WorkerPlace {
  /** Of the Redis that holds the filled queue. */
  readonly queueUrl: string;
  /** Of a fresh database with the contender's tables. */
  readonly databaseUrl: string;
  /** Jobs that a worker has in flight. */
  readonly concurrency: number;
  /** Variables of the account whose deliveries they are. */
  readonly accountEnv: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** Whoever drains the queue of deliveries. */
export interface WorkerContender {
  readonly name: 'no-op jobs' | 'naive' | 'payspool, reactions off' | 'payspool, default fulfilment';
  /** Path from the root of the file that shows what it does. */
  readonly file: string;
  readonly tables: TableSet;
  /** Jobs in flight in one worker at which it was fastest, by `--tune`. */
  readonly bestConcurrency: number;
  readonly start: (place: WorkerPlace) => Promise<RunningContender>;
  /** SQL of how many events it has committed. */
  readonly committed?: string;
  /** SQL of how many of them have changed something that is not yet told to everybody. */
  readonly behind?: string;
}
