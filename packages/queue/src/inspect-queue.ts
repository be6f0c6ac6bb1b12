import { withDeadline } from './deadline.ts';
import type { QueueAudit } from './durability/audit.ts';
import { DELIVERIES, KEY_PREFIX, type QueueName, REACTIONS, TASKS } from './names.ts';
import { oldestWaitingMs } from './producer.ts';
import { parseQueueUrl, type QueueTarget } from './queue-url.ts';
import { queueUnavailable, QueueUnavailableError } from './queue-unavailable-error.ts';
import { explainRefusal, type WriteRefusal } from './refusal/refusals.ts';
import { type JobQueue, openQueue, openStore, type Store } from './store/store.ts';
import { withoutPayload } from './without-payload.ts';

/** The state of the queue's store and its waiting jobs. */
export interface QueueHealth {
  readonly backend: QueueTarget['backend'];
  /** Version of the server, `7.0.15`. */
  readonly version: string;
  /** How far the server's clock is ahead of this machine's, milliseconds. */
  readonly clockOffsetMs: number;
  readonly queues: readonly QueueBacklog[];
}

export interface QueueBacklog {
  readonly name: QueueName;
  /** Jobs that can run now. */
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  /** How long the next untried job has been due, milliseconds. `undefined` if none waits. */
  readonly oldestWaitingMs: number | undefined;
}

interface InspectionOptions {
  /** `QUEUE_URL`. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly keyPrefix?: string;
}

/**
 * Inspects the queue once, on a connection of its own, and writes nothing. Rejects with `QueueUnavailableError`, soon after `timeoutMs` at
 * the latest.
 *
 * @throws {InvalidQueueUrlError}
 */
export async function inspectQueue({
  now = () => new Date(),
  ...options
}: InspectionOptions & { readonly now?: () => Date }): Promise<QueueHealth> {
  const { backend } = parseQueueUrl(options.url);
  return withStore(options, 'the queue cannot be reached', async (store) => {
    const asked = now().getTime();
    const { version, time } = await store.about();
    const answered = now().getTime();
    const queues = await Promise.all(
      QUEUES.map(async (name) => backlogOf(await openQueue(store, name), name, time)),
    );
    return { backend, version, clockOffsetMs: Math.round(time.getTime() - (asked + answered) / 2), queues };
  });
}

const QUEUES = [DELIVERIES, REACTIONS, TASKS] as const;

/** @param time by the clock of the process that made the jobs, as closely as possible */
export async function backlogOf(queue: JobQueue, name: QueueName, time: Date): Promise<QueueBacklog> {
  const { active = 0, delayed = 0, failed = 0, ...ready } = await queue.getJobCounts();
  const { waiting = 0, paused = 0, prioritized = 0 } = ready;
  return {
    name,
    waiting: waiting + paused + prioritized,
    active,
    delayed,
    failed,
    oldestWaitingMs: await oldestWaitingMs(queue, time),
  };
}

/**
 * Audits the store once, on a connection of its own. Rejects with `QueueUnavailableError`, soon after `timeoutMs` at the latest.
 *
 * @throws {InvalidQueueUrlError}
 */
export const auditQueue = (options: InspectionOptions): Promise<QueueAudit> =>
  withStore(options, 'the queue cannot be audited', (store) => store.audit());

/**
 * Tests once, on a connection of its own, whether the queue accepts writes; resolves with `undefined` if it does. The test leaves no data
 * behind. Errors of the store do not reject it, and it settles soon after `timeoutMs` at the latest.
 *
 * @throws {InvalidQueueUrlError}
 */
export async function proveQueueWrites(
  options: InspectionOptions,
): Promise<(WriteRefusal & { readonly error: Error }) | undefined> {
  try {
    await withStore(options, 'the queue refuses writes', (store) => store.proveWrite({ thorough: true }));
    return undefined;
  } catch (error) {
    if (!(error instanceof QueueUnavailableError)) throw error;
    const { backend } = parseQueueUrl(options.url);
    return { ...explainRefusal(error.reason, backend), error: withoutPayload(error.cause) };
  }
}

/** Does one thing with the store, on a connection of its own that changes nothing by itself. */
async function withStore<T>(
  { url, timeoutMs, keyPrefix = KEY_PREFIX }: InspectionOptions,
  failure: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = openStore(parseQueueUrl(url), {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs,
    maxConnections: 2,
    keyPrefix,
    isReader: true,
    onError: () => undefined, // the promise rejects with the error
  });
  try {
    const done = ready(store).then(() => work(store));
    return await withDeadline(done, timeoutMs, () => new Error(`no answer within ${timeoutMs} ms`));
  } catch (error) {
    throw queueUnavailable(failure, error);
  } finally {
    await store.close();
  }
}

/** The error that ended the connection says more than the client's own "no connection". */
const ready = (store: Store): Promise<void> =>
  store.ready().catch((error: unknown) => {
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  });
