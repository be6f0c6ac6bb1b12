import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  eventsWithIds,
  type Filter,
  idsAfter,
  isInScope,
  lastEventId,
  matchesEvent,
  type Scope,
  TAIL_OVERLAP,
  type TailedEvent,
} from '@payspool/inspect';
import type { Reader } from '@payspool/db/reader';
import { createLineQueue, type LineQueue } from './line-queue.ts';

const MOST_LISTENERS = 50;
const LOOK_EVERY_MS = 1_000;
const COMMENT_EVERY_MS = 15_000;
/** A listener is sent away after this time, and comes again by itself. It is then asked again whether its session lasts. */
const LISTEN_MS = 120_000;

/** Who listens, and to what. */
interface Listening {
  readonly filter: Filter;
  readonly scope: Scope;
  /** The last event that the listener has; what came after it is sent at once. */
  readonly lastId?: bigint | undefined;
  /** Aborted when the listener goes away. */
  readonly signal: AbortSignal;
}

export interface Tail {
  /** A stream of server-sent events; `undefined` if too many listen already. */
  readonly listen: (listening: Listening) => Readable | undefined;
}

interface Listener extends Listening {
  readonly queue: LineQueue;
}

/** What one event is in the stream. */
export type LineOf = (event: TailedEvent) => string;

/**
 * One reader for all listeners of a process: it asks once a second for new events, only while somebody listens. Ids are given before they
 * are committed, so it looks again at the last 500 and sends what it has not seen.
 */
export function createTail(reader: Reader, lineOf: LineOf): Tail {
  const listeners = new Set<Listener>();
  let isRunning = false;

  const run = async () => {
    isRunning = true;
    let last = await lastEventId(reader).catch(() => 0n);
    let seen = new Set(await idsAfter(reader, last - TAIL_OVERLAP).catch(() => []));
    while (listeners.size > 0) {
      await sleep(LOOK_EVERY_MS);
      try {
        const ids = await idsAfter(reader, last - TAIL_OVERLAP);
        const events = await eventsWithIds(
          reader,
          ids.filter((id) => !seen.has(id)),
        );
        last = ids.at(-1) ?? last;
        seen = new Set(ids);
        for (const listener of listeners) sendTo(listener, events, lineOf);
      } catch {
        // The database is away. The next look sends what came meanwhile.
      }
    }
    isRunning = false;
  };

  return {
    listen: (listening) => {
      if (listeners.size >= MOST_LISTENERS) return undefined;
      const queue = createLineQueue((missed) => `event: missed\ndata: ${missed}\n\n`);
      const listener = { ...listening, queue };
      listeners.add(listener);
      const timers = [
        setInterval(() => queue.send(':\n\n'), COMMENT_EVERY_MS),
        setTimeout(() => leave(), LISTEN_MS),
      ];
      const leave = () => {
        listeners.delete(listener);
        timers.forEach((timer) => clearTimeout(timer));
        queue.end();
      };
      listening.signal.addEventListener('abort', leave, { once: true });
      queue.stream.once('close', leave);
      queue.send('retry: 3000\n\n');
      if (listening.lastId !== undefined) void resume(reader, listener, lineOf);
      if (!isRunning) void run();
      return queue.stream;
    },
  };
}

/** Sends what came while the listener was away. */
async function resume(reader: Reader, listener: Listener, lineOf: LineOf): Promise<void> {
  try {
    const ids = await idsAfter(reader, listener.lastId ?? 0n);
    sendTo(listener, await eventsWithIds(reader, ids), lineOf);
  } catch {
    // The listener still gets what comes from now on.
  }
}

function sendTo({ filter, scope, queue }: Listener, events: readonly TailedEvent[], lineOf: LineOf): void {
  for (const event of events)
    if (isInScope(scope, event) && matchesEvent(filter, event)) queue.send(lineOf(event));
}
