import type { TableSet } from '../stores/postgres.ts';
import type { RunningContender } from './spawn-script.ts';

export interface IngestPlace {
  readonly port: number;
  /** Of an empty Redis. */
  readonly redisUrl: string;
  /** Of a fresh database with the contender's tables. */
  readonly databaseUrl: string;
  /** What the deliveries are signed with. */
  readonly secret: string;
  /** Variables of the account whose deliveries they are. */
  readonly accountEnv: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** Whoever takes deliveries over HTTP. */
export interface IngestContender {
  readonly name: 'bare enqueue' | 'tutorial' | 'payspool ingest, Redis' | 'payspool ingest, Postgres queue';
  /** Path from the root of the file that shows what it does. */
  readonly file: string;
  /** Path of its URL. */
  readonly path: string;
  readonly tables: TableSet;
  /** Connections at which it was fastest, by `--tune`. */
  readonly bestConnections: number;
  readonly start: (place: IngestPlace) => Promise<RunningContender>;
  /** How many deliveries it has stored. */
  readonly stored: (place: Pick<IngestPlace, 'redisUrl' | 'databaseUrl'>) => Promise<number>;
}
