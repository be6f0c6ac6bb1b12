import type { Queue } from 'bullmq';
import { withDeadline } from './deadline.ts';
import { type Inspection, openInspection } from './inspection.ts';
import { DELIVERIES, KEY_PREFIX, type QueueName, REACTIONS } from './names.ts';
import { oldestWaitingMs } from './oldest-waiting.ts';
import type { QueueTarget } from './url/queue-target.ts';
import { QueueUnavailableError } from './queue-unavailable-error.ts';
import { parseQueueUrl } from './url/queue-url.ts';

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

const QUEUES = [DELIVERIES, REACTIONS] as const;

/**
 * Inspects the queue once, on a connection of its own, and writes nothing. Rejects with `QueueUnavailableError` within `timeoutMs`.
 *
 * @throws {InvalidQueueUrlError}
 */
export async function inspectQueue({
  url,
  timeoutMs,
  now = () => new Date(),
  keyPrefix = KEY_PREFIX,
}: {
  /** `QUEUE_URL`. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly now?: () => Date;
  readonly keyPrefix?: string;
}): Promise<QueueHealth> {
  const target = parseQueueUrl(url);
  const connection = openInspection(target, { timeoutMs, keyPrefix });
  try {
    return await withDeadline(
      look(connection, target.backend, now),
      timeoutMs,
      () => new Error(`no answer within ${timeoutMs} ms`),
    );
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'failed';
    throw new QueueUnavailableError(`the queue cannot be reached: ${problem}`, error);
  } finally {
    void connection.close().catch(() => undefined);
  }
}

async function look(
  connection: Inspection,
  backend: QueueHealth['backend'],
  now: () => Date,
): Promise<QueueHealth> {
  await connection.ready();
  const asked = now().getTime();
  const { version, time } = await connection.about();
  const answered = now().getTime();
  const queues = await Promise.all(QUEUES.map((name) => backlogOf(connection.openQueue(name), name, time)));
  return { backend, version, clockOffsetMs: Math.round(time.getTime() - (asked + answered) / 2), queues };
}

async function backlogOf(queue: Queue, name: QueueName, time: Date): Promise<QueueBacklog> {
  queue.on('error', () => undefined); // each call rejects by itself
  await queue.waitUntilReady();
  const {
    waiting = 0,
    paused = 0,
    prioritized = 0,
    active = 0,
    delayed = 0,
    failed = 0,
  } = await queue.getJobCounts();
  return {
    name,
    waiting: waiting + paused + prioritized,
    active,
    delayed,
    failed,
    oldestWaitingMs: await oldestWaitingMs(queue, time),
  };
}
