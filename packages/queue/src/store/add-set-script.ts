import type { Cluster, Redis } from 'ioredis';
import { runScript, script } from './redis-connection.ts';
import type { BullJob } from './tracing.ts';

/**
 * Does what BullMQ 6.7 does to add a job that is due, has no parent and has a deduplication id (addStandardJob-9.lua,
 * deduplicateJobWithoutReplace.lua, storeJob.lua), but for several jobs in one call. Each job is complete before the next one begins. Steps
 * that are equal for all jobs run once. `test/add-set-script.test.ts` compares the resulting keys.
 */
const ADD_SET = script(`
local call = redis.call
local wait, meta, counter, active, events, marker = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local prefix = ARGV[1]

call('INCRBY', counter, (#ARGV - 1) / 7)
local settings = call('HMGET', meta, 'opts.maxLenEvents', 'paused', 'concurrency')
local longest = settings[1]
if not longest then
  longest = 10000
  call('HSET', meta, 'opts.maxLenEvents', longest)
end
local isHeld = settings[2] or (settings[3] and call('LLEN', active) >= tonumber(settings[3]))

local function take(key, id, ttl)
  if ttl == '0' then return call('SET', key, id, 'NX') end
  return call('SET', key, id, 'PX', ttl, 'NX')
end

local holders, isMarked = {}, false
for at = 2, #ARGV, 7 do
  local id, name, deduplication, ttl = ARGV[at], ARGV[at + 1], ARGV[at + 4], ARGV[at + 5]
  local job, key, holder = prefix .. id, prefix .. 'de:' .. deduplication, nil
  if call('EXISTS', job) == 1 then
    holder = id
    call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'duplicated', 'jobId', id)
  elseif not take(key, id, ttl) then
    holder = call('GET', key)
    if call('PTTL', key) == -1 and call('EXISTS', prefix .. holder) == 0 then
      call('DEL', key)
      call('DEL', prefix .. 'dn:' .. deduplication)
      take(key, id, ttl)
      holder = nil
    else
      call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'deduplicated', 'jobId', holder,
        'deduplicationId', deduplication, 'deduplicatedJobId', id)
    end
  end
  if not holder then
    call('HMSET', job, 'name', name, 'data', ARGV[at + 2], 'opts', ARGV[at + 3], 'timestamp', ARGV[at + 6],
      'delay', 0, 'priority', 0, 'deid', deduplication)
    call('XADD', events, '*', 'event', 'added', 'jobId', id, 'name', name)
    call('LPUSH', wait, id)
    if not (isHeld or isMarked) then
      call('ZADD', marker, 0, '0')
      isMarked = true
    end
    call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'waiting', 'jobId', id)
  end
  holders[#holders + 1] = holder or id
end
return holders`);

/**
 * Adds jobs of one queue that are due now, all in one atomic operation of the store.
 *
 * @param queueKey prefix of the queue's keys: `{payspool}:deliveries:`
 * @returns for each job the id of the job that holds its deduplication key; the first job holds it itself
 */
export async function addSetToRedis(
  client: Redis | Cluster,
  queueKey: string,
  jobs: readonly BullJob[],
): Promise<readonly string[]> {
  const keys = ['wait', 'meta', 'id', 'active', 'events', 'marker'].map((name) => queueKey + name);
  const args = [queueKey];
  for (const job of jobs) {
    args.push(
      job.id,
      job.name,
      job.data,
      job.optionsText ?? optionsText(job.opts),
      job.deduplicationId ?? '',
      String(job.opts.deduplication?.ttl ?? 0),
      String(job.timestamp),
    );
  }
  return (await runScript(client, ADD_SET, { keys, args })) as readonly string[];
}

/** The limits for jobs that share a call. */
export const ADD_SETS = {
  most: 50,
  sizeOf: ({ data }: Pick<BullJob, 'data'>): number => data.length,
  /** Characters. */
  mostSize: 256 * 1024,
  /**
   * The key of one job holds a value of another type. The other jobs of the set are added one by one; jobs that were already added are
   * found as duplicates.
   */
  isOfOne: (error: unknown): boolean => error instanceof Error && error.message.startsWith('WRONGTYPE'),
};

/** Options in BullMQ's stored form, where two of them have shorter names. */
function optionsText({ deduplication, telemetry, ...options }: BullJob['opts']): string {
  return JSON.stringify({
    de: deduplication,
    tm: telemetry?.metadata,
    omc: telemetry?.omitContext,
    ...options,
  });
}
