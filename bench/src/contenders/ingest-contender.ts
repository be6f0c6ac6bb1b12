import type { TableSet } from '../stores/postgres.ts';
import type { RunningContender } from './spawn-script.ts';

export interface IngestPlace {
  readonly port: number;
  /** The URL of an empty Redis. */
  readonly redisUrl: string;
  /** The URL of a fresh database with the contender's tables. */
  readonly databaseUrl: string;
  /** The secret with which the deliveries are signed. */
  readonly secret: string;
  /** Variables of the account of the deliveries. */
  readonly accountEnv: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A server that receives deliveries over HTTP. */
export interface IngestContender {
  readonly name: 'bare enqueue' | 'tutorial' | 'payspool ingest, Redis' | 'payspool ingest, Postgres queue';
  /** Path from the root of the file with its code. */
  readonly file: string;
  /** Path of its URL. */
  readonly path: string;
  readonly tables: TableSet;
  /** The number of connections at which it was fastest, by `--tune`. */
  readonly bestConnections: number;
  readonly start: (place: IngestPlace) => Promise<RunningContender>;
  /** The number of deliveries that it has stored. */
  readonly stored: (place: Pick<IngestPlace, 'redisUrl' | 'databaseUrl'>) => Promise<number>;
}
