import { type Database, listen, openDatabase, OUTBOX_CHANNEL } from '@payspool/db';
import { type Topic, topicNames } from '@payspool/events';
import { openReactionQueue, openReactionWorker, type ReactionQueue, REACTIONS } from '@payspool/queue';
import { createLogger } from '@payspool/runtime';
import { createDatabase, type TestQueue, waitFor } from '@payspool/testkit';
import { createPostgresBackend, Queue } from 'bullmq';
import { inject } from 'vitest';
import type { Consumer, Reaction } from '../src/reactions/consumer.ts';
import { ReactionRefusedError } from '../src/reactions/errors.ts';
import { type RelayPace, startRelay } from '../src/relay/relay.ts';
import type { reactionDelayMs } from '../src/relay/retry-delay.ts';
import { createReactionRunner } from '../src/relay/run-reaction.ts';
import type { Backend } from './backends.ts';

/** A consumer that does the same for every topic. */
export const consumerOf = (
  name: string,
  react: Reaction<Topic>,
  topics: readonly Topic[] = topicNames,
): Consumer => ({ name, on: Object.fromEntries(topics.map((topic) => [topic, react])) });

/** The reactions of one consumer, in the order of publishing, with their subjects. */
export const reactionsOf = (db: Database, consumer: string) =>
  db.reaction.findMany({ where: { consumer }, orderBy: { outboxId: 'asc' }, include: { outbox: true } });

interface StartOptions {
  readonly consumers: readonly Consumer[];
  readonly deadlineMs?: number;
  readonly concurrency?: number;
  readonly retryDelay?: typeof reactionDelayMs;
  readonly pace?: Partial<RelayPace>;
}

/** The parts of a worker for reactions: the relay, the listener and the runner. */
interface RunningReactions {
  readonly wake: () => void;
  readonly stop: (deadlineMs?: number) => Promise<void>;
}

export interface ReactionsUnderTest {
  readonly db: Database;
  readonly databaseUrl: string;
  /** BullMQ's own view, like that of the dashboard. */
  readonly jobs: Queue;
  readonly start: (options: StartOptions) => Promise<RunningReactions>;
  /** The producer of the queue, without a worker. */
  readonly queue: ReactionQueue;
  /** Waits until every transition has been delivered and every reaction has finished. */
  readonly quiet: (timeoutMs?: number) => Promise<void>;
  /** Errors of the stores and of the relays. */
  readonly errors: Error[];
  /** Stops everything. Rejects if there were errors. */
  readonly drop: () => Promise<void>;
}

/** A separate database and a separate queue, for any number of workers. */
export async function openReactions(
  backend: Backend,
  { tolerates = () => false }: { readonly tolerates?: (error: Error) => boolean } = {},
): Promise<ReactionsUnderTest> {
  const place = await backend.create();
  const tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  const database = openDatabase({ keepsPlans: true, url: tables.url, poolSize: 8 });
  const jobs = openJobs(place);
  jobs.on('error', () => undefined); // its connection is closed with the database
  const running = new Set<RunningReactions>();
  const errors: Error[] = [];
  const onError = (error: Error) => {
    if (!tolerates(error)) errors.push(error);
  };
  const queue = openReactionQueue({ ...place, onError });
  const shared = { place, databaseUrl: tables.url, onError };
  return {
    db: database.prisma,
    databaseUrl: tables.url,
    jobs,
    queue,
    errors,
    start: async (options) => {
      const started = await startOne(shared, options);
      running.add(started);
      return started;
    },
    quiet: (timeoutMs = 60_000) => quiet(database.prisma, timeoutMs),
    drop: async () => {
      await Promise.all([...running].map(({ stop }) => stop()));
      await Promise.all([jobs.close(), queue.close(), database.close()]);
      await Promise.all([tables.drop(), place.drop()]);
      if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('\n'));
    },
  };
}

/** Short enough for a test: tens of milliseconds instead of seconds. */
const PACE: Partial<RelayPace> = { pollMs: 1000, sweepMs: 500, fullMs: 20 };

async function startOne(
  { place, databaseUrl, onError }: { place: TestQueue; databaseUrl: string; onError: (error: Error) => void },
  { consumers, deadlineMs = 5000, concurrency = 4, retryDelay = () => 30, pace }: StartOptions,
): Promise<RunningReactions> {
  const at = { url: place.url, keyPrefix: place.keyPrefix, onError };
  const database = openDatabase({ keepsPlans: true, url: databaseUrl, poolSize: concurrency + 3 });
  const db = database.prisma;
  const logger = createLogger({
    app: 'worker',
    level: 'info',
    destination: { write: (line) => noteErrors(line, onError) },
  });
  const queue = openReactionQueue(at);
  const relay = startRelay({ db, queue, consumers, logger, pace: { ...PACE, ...pace } });
  const listener = listen({ url: databaseUrl, channel: OUTBOX_CHANNEL, onNotify: relay.wake, onError });
  const worker = openReactionWorker({
    ...at,
    concurrency,
    process: createReactionRunner({ db, consumers, deadlineMs, logger, onReady: relay.wake }),
    isPermanent: (error) => error instanceof ReactionRefusedError,
    retryDelay,
  });
  await worker.ready();
  let stopped: Promise<void> | undefined;
  const stop = async (drainMs: number) => {
    await Promise.all([listener.close(), relay.stop()]);
    await worker.drain(drainMs);
    await queue.close();
    await database.close();
  };
  return { wake: relay.wake, stop: (drainMs = 2000) => (stopped ??= stop(drainMs)) };
}

function noteErrors(line: string, onError: (error: Error) => void): void {
  const { level, msg, err } = JSON.parse(line) as { level: string; msg: string; err?: { message: string } };
  if (level === 'error') onError(new Error(`${msg}: ${err?.message}`));
}

async function quiet(db: Database, timeoutMs: number): Promise<void> {
  const unfinished = async () => {
    const [row] = await db.$queryRaw<{ count: bigint }[]>`
      SELECT (SELECT count(*) FROM outbox WHERE delivered_at IS NULL)
        + (SELECT count(*) FROM reactions WHERE status IN ('waiting', 'ready', 'queued')) AS count`;
    return row?.count;
  };
  await waitFor(async () => (await unfinished()) === 0n, { timeoutMs, what: 'every reaction to finish' });
}

function openJobs({ url, keyPrefix }: TestQueue): Queue {
  if (url.startsWith('postgres')) {
    return new Queue(
      REACTIONS,
      { connection: { connectionString: url } },
      createPostgresBackend,
    ) as unknown as Queue;
  }
  const { hostname, port, password } = new URL(url);
  const connection = { host: hostname, port: Number(port), ...(password && { password }) };
  return new Queue(REACTIONS, { connection, prefix: keyPrefix });
}
