import type { Cluster, Redis } from 'ioredis';
import { runScript, script } from './redis-connection.ts';

/**
 * Does what BullMQ 6.7 does to complete a job and take the next one (moveToFinished-14.lua with fetchNextJob.lua), but for several jobs in
 * one call. Each job is completed and its successor taken before the next one begins. Values that are equal for all jobs are read once.
 * BullMQ itself completes an unusual job: one with a parent, with children, with a successor that has its deduplication key, or with the
 * lock of another worker. `test/finish-set-script.test.ts` compares the resulting keys.
 */
const FINISH_SET = script(`
local call = redis.call
local wait, active, prioritized, events, stalled, delayed, meta, counter, completed, marker =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local prefix, now, lockMs, keepAge, keepCount, worker = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local FIRST, WIDTH = 7, 4

local settings = call('HMGET', meta, 'opts.maxLenEvents', 'paused', 'concurrency', 'max')
local answers, plain, isAnyPlain = {}, {}, false
for at = FIRST, #ARGV, WIDTH do
  local id, token = ARGV[at], ARGV[at + 1]
  local job = prefix .. id
  local known = redis.pcall('HMGET', job, 'name', 'parentKey', 'parent', 'deid')
  local isPlain = not settings[4] and not known.err and known[1] and not known[2] and not known[3]
    and call('EXISTS', job .. ':dependencies', job .. ':unsuccessful', prefix .. 'dn:' .. (known[4] or '')) == 0
    and call('GET', job .. ':lock') == token
  plain[at] = isPlain and { job = job, deduplication = known[4] }
  isAnyPlain = isAnyPlain or isPlain
end

if isAnyPlain then
  if not settings[1] then
    settings[1] = 10000
    call('HSET', meta, 'opts.maxLenEvents', settings[1])
  end
  call('XTRIM', events, 'MAXLEN', '~', settings[1])
end

local function isHeld()
  return settings[2] or (settings[3] and call('LLEN', active) >= tonumber(settings[3]))
end

local isPromoted, isMarked = false, false
local function promote()
  if isPromoted then return end
  isPromoted = true
  local due = call('ZRANGEBYSCORE', delayed, 0, (now + 1) * 0x1000 - 1, 'LIMIT', 0, 1000)
  if #due == 0 then return end
  call('ZREM', delayed, unpack(due))
  for _, id in ipairs(due) do
    local priority = tonumber(call('HGET', prefix .. id, 'priority')) or 0
    if priority == 0 then
      call('LPUSH', wait, id)
    else
      call('ZADD', prioritized, priority * 0x100000000 + call('INCR', counter) % 0x100000000, id)
    end
    call('XADD', events, '*', 'event', 'waiting', 'jobId', id, 'prev', 'delayed')
    call('HSET', prefix .. id, 'delay', 0)
  end
  if not isHeld() then call('ZADD', marker, 0, '0') end
end

-- Returns the next job with its id; nothing if there is none; a number if the due time of the next delayed job is known, 0 if the queue is
-- paused or full.
local function take(token)
  promote()
  if isHeld() then return 0 end
  local id = call('RPOPLPUSH', wait, active)
  if not id then
    -- BullMQ takes jobs with a priority: the marker tells a worker to look for them.
    if call('ZCARD', prioritized) > 0 then
      call('ZADD', marker, 0, '0')
      return nil
    end
    call('DEL', counter)
    local nextDue = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
    return nextDue and tonumber(nextDue) / 0x1000
  end
  local job = prefix .. id
  if token ~= '0' then call('SET', job .. ':lock', token, 'PX', lockMs) end
  call('XADD', events, '*', 'event', 'active', 'jobId', id, 'prev', 'waiting')
  if worker == '' then
    call('HSET', job, 'processedOn', now)
  else
    call('HSET', job, 'processedOn', now, 'pb', worker)
  end
  call('HINCRBY', job, 'ats', 1)
  if not isMarked then
    isMarked = true
    call('ZADD', marker, 0, '0')
  end
  return { call('HGETALL', job), id }
end

local function forget(ids)
  for _, id in ipairs(ids) do
    local job = prefix .. id
    call('DEL', job, job .. ':logs', job .. ':dependencies', job .. ':processed', job .. ':failed', job .. ':unsuccessful')
  end
  return #ids
end

for at = FIRST, #ARGV, WIDTH do
  local id, token, value, takesNext = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3] == '1'
  local answer = 'other'
  if plain[at] and call('LREM', active, -1, id) > 0 then
    local job, deduplication = plain[at].job, plain[at].deduplication
    call('DEL', job .. ':lock')
    call('SREM', stalled, id)
    if deduplication then
      local key = prefix .. 'de:' .. deduplication
      local ttl = call('PTTL', key)
      if ttl == 0 or (ttl == -1 and call('GET', key) == id) then call('DEL', key) end
    end
    call('HINCRBY', job, 'atm', 1)
    call('ZADD', completed, now, id)
    call('HSET', job, 'returnvalue', value, 'finishedOn', now)
    call('XADD', events, '*', 'event', 'completed', 'jobId', id, 'returnvalue', value, 'prev', 'active')
    answer = (takesNext and take(token)) or 'none'
    if answer == 'none' and call('LLEN', wait) == 0 and call('LLEN', active) == 0 and call('ZCARD', prioritized) == 0 then
      call('XADD', events, '*', 'event', 'drained')
    end
  end
  answers[#answers + 1] = type(answer) == 'number' and tostring(answer) or answer
end

if isAnyPlain then
  if keepAge ~= '' then
    local last = now - keepAge * 1000
    local old = call('ZREVRANGEBYSCORE', completed, last, '-inf', 'LIMIT', 0, 1000)
    if #old > 0 then
      forget(old)
      call('ZREM', completed, unpack(old))
    end
  end
  if tonumber(keepCount) > 0 then
    if forget(call('ZREVRANGE', completed, keepCount, -1)) > 0 then
      call('ZREMRANGEBYRANK', completed, 0, -(keepCount + 1))
    end
  end
end
return answers`);

/** A job that its worker has completed. */
export interface CompletedJob {
  readonly id: string;
  /** The token of its lock. */
  readonly token: string;
  /** The return value of its processor, as JSON. */
  readonly value: string;
  /** Whether the worker wants another job afterwards. */
  readonly takesNext: boolean;
}

/** The rule by which completed jobs are kept. */
export interface Kept {
  /** Maximum age in seconds; without a value the age is not limited. */
  readonly age: number | undefined;
  /** Maximum number; -1 keeps all. */
  readonly count: number;
}

/** Options that are the same for all jobs of a call. */
export interface FinishOptions {
  /** Prefix of the queue's keys. */
  readonly queueKey: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly lockMs: number;
  readonly keep: Kept;
  readonly workerName: string | undefined;
}

/**
 * `other`: the job was not changed and is left to BullMQ. `none`: it is completed, and no other job waits. A number as text: it is
 * completed, and no other job is due before that time, in milliseconds; 0 if the queue is paused or full. Otherwise: it is completed, and
 * this is the next job, its fields and its id.
 */
export type Finished = string | readonly [fields: readonly string[], id: string];

/** Completes jobs of one queue, all in one operation of the store, with a result for each. */
export async function finishSetInRedis(
  client: Redis | Cluster,
  jobs: readonly CompletedJob[],
  { queueKey, now, lockMs, keep, workerName }: FinishOptions,
): Promise<readonly Finished[]> {
  const keys = KEYS.map((name) => queueKey + name);
  const args = [queueKey, now, lockMs, keep.age ?? '', keep.count, workerName ?? ''].map(String);
  for (const { id, token, value, takesNext } of jobs) args.push(id, token, value, takesNext ? '1' : '0');
  return (await runScript(client, FINISH_SET, { keys, args })) as readonly Finished[];
}

const KEYS = [
  'wait',
  'active',
  'prioritized',
  'events',
  'stalled',
  'delayed',
  'meta',
  'pc',
  'completed',
  'marker',
];
