import type { QueueTarget } from '../queue-url.ts';
import { codeOf } from '../without-payload.ts';

type Backend = QueueTarget['backend'];

interface Refusal {
  /**
   * Matches an answer of Redis or an error of ioredis about the connection. It is also searched after `: ` and `-`, because both quote an
   * answer within a sentence.
   */
  readonly redis?: RegExp;
  /** SQLSTATEs of Postgres, complete or as a prefix. */
  readonly postgres?: readonly string[];
  /** Completes the sentence "Redis refuses writes: …". */
  readonly found: string | Readonly<Record<Backend, string>>;
  readonly remedy: string | Readonly<Record<Backend, string>>;
}

/**
 * Every reason for which a store refuses a write; the first match wins. The names are stable, because `/readyz` and metrics show them.
 *
 * Sources. Redis: `createSharedObjects` and `processCommand` in server.c, `writeCommandsGetDiskErrorMessage` in server.c, script.c, of 7.0
 * to 8.0; https://redis.io/docs/latest/commands/ and https://redis.io/docs/latest/operate/oss_and_stack/management/. Postgres:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html.
 */
const REFUSALS = {
  out_of_memory: {
    redis: answer('OOM '),
    postgres: ['53200'],
    found: { redis: 'it has reached maxmemory', postgres: 'it is out of memory' },
    remedy: { redis: 'raise maxmemory or free memory', postgres: 'give its machine more memory' },
  },
  disk_full: {
    // `MISCONF Errors writing to the AOF file: No space left on device`
    redis: answer('MISCONF .*No space left on device'),
    postgres: ['53100'],
    found: 'its disk is full',
    remedy: 'free space on its disk, or enlarge it',
  },
  persistence_failed: {
    redis: answer('MISCONF '),
    postgres: ['58030'],
    found: { redis: 'it cannot save to its disk', postgres: 'it cannot read or write its disk' },
    remedy: {
      redis:
        'look for the failed save in its log (INFO persistence): a full disk, missing permissions, or too little memory for a fork',
      postgres: 'look at its log and its disk',
    },
  },
  read_only: {
    redis: answer('READONLY |MASTERDOWN '),
    postgres: ['25006'],
    found: { redis: 'it is a read-only replica', postgres: 'it is a standby, or was made read-only' },
    remedy: {
      redis: 'name the primary in QUEUE_URL, or promote this one',
      postgres: 'name the primary in the URL, or make it writable (default_transaction_read_only)',
    },
  },
  not_authenticated: {
    redis: answer('NOAUTH |WRONGPASS |ERR invalid password|ERR AUTH <password>|ERR Client sent AUTH'),
    postgres: ['28'],
    found: 'it does not know our user or password',
    remedy: 'set a user and password in the URL that the server knows',
  },
  not_permitted: {
    // Redis 7.0 has its own messages for commands that a script may not run; later releases answer `NOPERM ACL failure in script`.
    redis: answer(
      'NOPERM |DENIED |(?:ERR )?The user executing the script can|(?:ERR )?ACL failure in script',
    ),
    postgres: ['42501'],
    found: 'our user may not write',
    remedy: {
      redis: 'let the user write: ACL SETUSER … +@all ~{payspool}:*',
      postgres: 'grant the user the permissions on the tables',
    },
  },
  too_few_replicas: {
    redis: answer('NOREPLICAS |\\d+ of \\d+ replicas have it'),
    found: 'too few replicas follow it',
    remedy: {
      redis: 'bring its replicas back (INFO replication), or lower min-replicas-to-write',
      postgres: 'bring its standbys back',
    },
  },
  loading: {
    redis: answer('LOADING '),
    postgres: ['57P03'],
    found: { redis: 'it is loading its data', postgres: 'it is starting up or shutting down' },
    remedy: 'wait until it has started',
  },
  cluster_down: {
    redis: answer(
      'CLUSTERDOWN |TRYAGAIN |MOVED |ASK |Too many Cluster redirections|no node of the cluster owns the slot',
    ),
    found: { redis: 'no node of the cluster serves the queue', postgres: 'its cluster is down' },
    remedy: 'bring back the nodes of the cluster (CLUSTER INFO, CLUSTER NODES)',
  },
  busy: {
    redis: answer('BUSY '),
    found: 'it runs a script that does not end',
    remedy: { redis: 'end the script: SCRIPT KILL', postgres: 'end the statement that holds it' },
  },
  too_many_connections: {
    redis: answer('ERR max number of clients'),
    postgres: ['53300'],
    found: 'it has too many connections',
    remedy: {
      redis: 'raise maxclients, or find the clients that hold the connections (CLIENT LIST)',
      postgres: 'raise max_connections, or find the clients that hold the connections (pg_stat_activity)',
    },
  },
  needs_vacuum: {
    // `database is not accepting commands that assign new transaction IDs to avoid wraparound data loss`
    postgres: ['54000'],
    found: 'it has run out of transaction IDs',
    remedy: 'VACUUM the database, as its log asks for',
  },
  no_such_database: {
    redis: answer('ERR DB index is out of range|ERR SELECT is not allowed|ERR invalid DB index'),
    postgres: ['3D000'],
    found: 'there is no such database',
    remedy: 'name an existing database in the URL',
  },
  not_migrated: {
    postgres: ['42P01', '42703', '42883', '42704', '3F000'],
    found: 'the tables of this release are missing',
    remedy: 'run `payspool migrate`',
  },
  timeout: {
    redis: answer('Command timed out|no answer within|Query read timeout|timeout exceeded|timeout expired'),
    postgres: ['57014', '55P03'],
    found: 'it does not answer in time',
    remedy: 'check whether it is stopped, overloaded, or waiting for a lock or a standby',
  },
  unreachable: {
    redis: answer(
      [
        'no connection to Redis',
        'Connection is closed',
        'Connection terminated',
        "Stream isn't writeable",
        'Socket closed unexpectedly',
        'Reached the max retries per request',
        'All sentinels are unreachable',
        'Failed to refresh slots cache',
        'the connection was lost',
      ].join('|'),
    ),
    postgres: ['08', '57P'],
    found: 'it cannot be reached',
    remedy: 'check that it runs and can be reached from this machine',
  },
  not_durable: {
    redis: answer('the queue can lose jobs'),
    found: 'it could lose what it acknowledges',
    remedy: 'see docs/guarantees.md for the settings that it needs',
  },
  refused: {
    found: 'it answered with an unknown error, which is in our log',
    remedy: 'look for the error in our log and in its log',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

/** The reason for which a store refuses a write. */
export type RefusalReason = keyof typeof REFUSALS;

/** All reasons: the possible values of the label `reason` of a metric. */
export const REFUSAL_REASONS = Object.keys(REFUSALS) as readonly RefusalReason[];

/** Describes a refusal with fixed texts from this file only. */
export interface WriteRefusal {
  readonly reason: RefusalReason;
  /** `Redis refuses writes: it has reached maxmemory` */
  readonly detail: string;
  /** The recommended action. */
  readonly remedy: string;
}

const TITLES: Readonly<Record<Backend, string>> = { redis: 'Redis', postgres: 'Postgres' };

/** @param backend the store that refused */
export function explainRefusal(reason: RefusalReason, backend: Backend): WriteRefusal {
  const { found, remedy }: Refusal = REFUSALS[reason];
  const of = (words: Refusal['found']) => (typeof words === 'string' ? words : words[backend]);
  return { reason, detail: `${TITLES[backend]} refuses writes: ${of(found)}`, remedy: of(remedy) };
}

/** Returns the reason behind an error of `ioredis`, `pg` or BullMQ, which wrap one another; `refused` if the error is unknown. */
export function refusalReason(error: unknown): RefusalReason {
  // `QueueUnavailableError` got its reason earlier, when its complete cause was available.
  if (error instanceof Error && 'reason' in error && isReason(error.reason)) return error.reason;
  for (const layer of layersOf(error)) {
    const reason = reasonOf(layer);
    if (reason) return reason;
  }
  return 'refused';
}

/**
 * Returns the chain of causes, innermost first: the innermost error has the store's own message. The limit protects against a circular
 * chain.
 */
function layersOf(error: unknown): readonly Error[] {
  const layers: Error[] = [];
  for (let next = error; next instanceof Error && layers.length < 8; next = next.cause) {
    layers.unshift(next);
    // The error that ioredis got from the last node of a cluster.
    if ('lastNodeError' in next && next.lastNodeError instanceof Error) layers.unshift(next.lastNodeError);
  }
  return layers;
}

const ENTRIES: readonly (readonly [RefusalReason, Refusal])[] = REFUSAL_REASONS.map((reason) => [
  reason,
  REFUSALS[reason],
]);

function reasonOf(error: Error): RefusalReason | undefined {
  const code = codeOf(error);
  if (code !== undefined && SQLSTATE.test(code))
    return ENTRIES.find(([, { postgres = [] }]) => postgres.some((state) => code.startsWith(state)))?.[0];
  const byWords = ENTRIES.find(([, { redis }]) => redis?.test(error.message))?.[0];
  if (byWords) return byWords;
  if (code !== undefined && CONNECTION_CODE.test(code)) return 'unreachable';
  // The error of BullMQ's own check has no code: `PostgreSQL schema "bullmq" is not initialized`.
  return /\bschema \S+ is not initialized/.test(error.message) ? 'not_migrated' : undefined;
}

const isReason = (value: unknown): value is RefusalReason =>
  typeof value === 'string' && Object.hasOwn(REFUSALS, value);

const SQLSTATE = /^[0-9][0-9A-Z]{4}$/;

/**
 * Codes of Node and OpenSSL: `ECONNREFUSED`, `EAI_AGAIN`, `ERR_TLS_CERT_ALTNAME_INVALID`, `DEPTH_ZERO_SELF_SIGNED_CERT`,
 * `CERT_HAS_EXPIRED`.
 */
const CONNECTION_CODE = /^(E[A-Z]{3,}|EAI_|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** Matches at the beginning of a message, or where an answer is quoted: `Ready check failed: NOAUTH …`, `… -OOM …`. */
function answer(words: string): RegExp {
  return new RegExp(`(?:^|: |-)(?:${words})`, 'm');
}
