import { ConnectionClosedError } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { QueueUnavailableError } from '../queue-unavailable-error.ts';
import { explainRefusal, REFUSAL_REASONS, type RefusalReason, refusalReason } from './refusals.ts';

const withCode = (code: string, message = 'words of the driver') =>
  Object.assign(new Error(message), { code });

describe('an answer of Redis', () => {
  it.each<[RefusalReason, string]>([
    ['out_of_memory', "OOM command not allowed when used memory > 'maxmemory'."],
    [
      'out_of_memory',
      "OOM command not allowed when used memory > 'maxmemory'. script: 5d3e, on @user_script:1.",
    ],
    [
      'out_of_memory',
      "ERR Error running script (call to f_5d3e): @user_script:1: @user_script: 1: -OOM command not allowed when used memory > 'maxmemory'.",
    ],
    ['disk_full', 'MISCONF Errors writing to the AOF file: No space left on device'],
    [
      'persistence_failed',
      "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.",
    ],
    ['persistence_failed', 'MISCONF Errors writing to the AOF file: Input/output error'],
    ['read_only', "READONLY You can't write against a read only replica."],
    ['read_only', "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."],
    ['not_authenticated', 'NOAUTH Authentication required.'],
    ['not_authenticated', 'Ready check failed: NOAUTH Authentication required.'],
    ['not_authenticated', 'WRONGPASS invalid username-password pair or user is disabled.'],
    [
      'not_authenticated',
      'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    ],
    ['not_permitted', "NOPERM User ingest has no permissions to run the 'eval' command"],
    ['not_permitted', 'NOPERM this user has no permissions to access one of the keys used as arguments'],
    [
      'not_permitted',
      "ERR The user executing the script can't run this command or subcommand script: 5d3e, on @user_script:1.",
    ],
    ['not_permitted', "ERR ACL failure in script: User ingest has no permissions to run the 'set' command"],
    ['not_permitted', 'DENIED Redis is running in protected mode because protected mode is enabled'],
    ['too_few_replicas', 'NOREPLICAS Not enough good replicas to write.'],
    ['too_few_replicas', '1 of 2 replicas have it'],
    ['loading', 'LOADING Redis is loading the dataset in memory'],
    ['cluster_down', 'CLUSTERDOWN Hash slot not served'],
    ['cluster_down', 'CLUSTERDOWN The cluster is down'],
    ['cluster_down', 'TRYAGAIN Multiple keys request during rehashing of slot'],
    ['cluster_down', 'Too many Cluster redirections. Last error: ReplyError: MOVED 1 127.0.0.1:1'],
    ['busy', 'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.'],
    ['too_many_connections', 'ERR max number of clients reached'],
    ['no_such_database', 'ERR DB index is out of range'],
    ['timeout', 'Command timed out'],
    ['timeout', 'no answer within 2500 ms'],
    ['unreachable', 'no connection to Redis'],
    ['unreachable', 'Connection is closed.'],
    ['unreachable', "Stream isn't writeable and enableOfflineQueue options is false"],
    [
      'unreachable',
      'Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.',
    ],
    ['not_durable', 'the queue can lose jobs: appendfsync is everysec'],
    ['refused', 'BUSYKEY Target key name already exists.'],
    ['refused', "ERR unknown command 'EVAL', with args beginning with: 'OOM '"],
    ['refused', 'WRONGTYPE Operation against a key holding the wrong kind of value'],
  ])('is %s: %s', (reason, message) => expect(refusalReason(new Error(message))).toBe(reason));
});

describe('an answer of Postgres', () => {
  it.each<[RefusalReason, string, string]>([
    ['read_only', '25006', 'cannot execute INSERT in a read-only transaction'],
    ['disk_full', '53100', 'could not extend file "base/5/16384": No space left on device'],
    ['out_of_memory', '53200', 'out of memory'],
    ['too_many_connections', '53300', 'sorry, too many clients already'],
    ['persistence_failed', '58030', 'could not write block 1 of relation base/5/16384: Input/output error'],
    ['not_authenticated', '28P01', 'password authentication failed for user "ingest"'],
    ['not_authenticated', '28000', 'no pg_hba.conf entry for host'],
    ['not_permitted', '42501', 'permission denied for table job'],
    ['loading', '57P03', 'the database system is starting up'],
    ['needs_vacuum', '54000', 'database is not accepting commands that assign new transaction IDs'],
    ['no_such_database', '3D000', 'database "payspool" does not exist'],
    ['not_migrated', '42P01', 'relation "bullmq.job" does not exist'],
    ['not_migrated', '3F000', 'schema "bullmq" does not exist'],
    ['timeout', '57014', 'canceling statement due to statement timeout'],
    ['timeout', '55P03', 'canceling statement due to lock timeout'],
    ['unreachable', '57P01', 'terminating connection due to administrator command'],
    ['unreachable', '08006', 'connection failure'],
    // A message may quote a value, so it is ignored if there is a code.
    ['refused', '22P02', 'invalid input syntax for type json: OOM '],
    ['refused', '23505', 'duplicate key value violates unique constraint: READONLY '],
  ])('is %s: SQLSTATE %s', (reason, code, message) =>
    expect(refusalReason(withCode(code, message))).toBe(reason),
  );

  it.each<[RefusalReason, string]>([
    ['timeout', 'timeout exceeded when trying to connect'],
    ['timeout', 'Query read timeout'],
    ['unreachable', 'Connection terminated unexpectedly'],
    ['not_migrated', 'BullMQ: PostgreSQL schema "bullmq" is not initialized. Run the migrations'],
  ])('is %s without a code: %s', (reason, message) => expect(refusalReason(new Error(message))).toBe(reason));
});

it.each([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('a socket that ends with %s counts as unreachable', (code) =>
  expect(refusalReason(withCode(code))).toBe('unreachable'),
);

describe('an error that wraps another', () => {
  it('has the reason of the innermost known error', () => {
    const lost = new Error('no connection to Redis', { cause: new Error('NOAUTH Authentication required.') });
    expect(refusalReason(lost)).toBe('not_authenticated');
    expect(refusalReason(new ConnectionClosedError('could not extend', withCode('53100')))).toBe('disk_full');
    expect(refusalReason(new Error('outer', { cause: new Error('inner') }))).toBe('refused');
  });

  it('has the reason of the answer of a node of the cluster', () => {
    const lastNodeError = new Error('LOADING Redis is loading the dataset in memory');
    const failed = Object.assign(new Error('Failed to refresh slots cache.'), { lastNodeError });
    expect(refusalReason(failed)).toBe('loading');
  });

  it('keeps the reason after its causes were removed for the log', () => {
    const cause = new Error('no connection to Redis', {
      cause: new Error('WRONGPASS invalid username-password pair'),
    });
    const error = new QueueUnavailableError('the delivery was not queued', cause);
    expect([error.reason, refusalReason(error)]).toEqual(['not_authenticated', 'not_authenticated']);
  });

  it('may be part of a circular chain', () => {
    const circle = new Error('round and round');
    circle.cause = circle;
    expect(refusalReason(circle)).toBe('refused');
  });
});

it.each([undefined, null, 'OOM ', 7])(
  '%s, which is not an error, counts as refused for an unknown reason',
  (thrown) => expect(refusalReason(thrown)).toBe('refused'),
);

describe('the description of a refusal', () => {
  it('is a sentence that names the store, with a remedy', () => {
    expect(explainRefusal('out_of_memory', 'redis')).toEqual({
      reason: 'out_of_memory',
      detail: 'Redis refuses writes: it has reached maxmemory',
      remedy: 'raise maxmemory or free memory',
    });
    expect(explainRefusal('read_only', 'postgres').detail).toBe(
      'Postgres refuses writes: it is a standby, or was made read-only',
    );
  });

  it.each(REFUSAL_REASONS)('for %s has a text for either store, and a code of letters', (reason) => {
    expect(reason).toMatch(/^[a-z]+(_[a-z]+)*$/);
    for (const backend of ['redis', 'postgres'] as const) {
      const { detail, remedy } = explainRefusal(reason, backend);
      expect(detail).toMatch(/^(Redis|Postgres) refuses writes: \w.*\w$/);
      expect(remedy).toMatch(/^\w.*[\w)*`]$/);
    }
  });
});
