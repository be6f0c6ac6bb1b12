import type { Database } from '@payspool/db';
import {
  applyEvents,
  type EventRecord,
  type EventResult,
  locksOf,
  type ProjectionSettings,
  type RecordStatus,
  type Settled,
} from '@payspool/projection';

/** Writes an event with its effects, together with the other events that are ready at that time. */
export type EventWriter = (record: EventRecord, result: EventResult) => Promise<RecordStatus>;

/** Maximum number of events in one transaction. A larger set takes longer and saves nothing per event. */
const MAX_EVENTS = 64;
/** Maximum size of their bodies in bytes, which a set holds in memory and sends in one statement. A larger body is written alone. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Number of transactions at once: while one waits for Postgres, another is folded. */
const SETS_AT_ONCE = 2;
/** Maximum number of connections of an event writer: sets that wait for other transactions have the same number of their own. */
export const WRITER_CONNECTIONS = 2 * SETS_AT_ONCE;

/**
 * Number of sets that leave an event out because another process works on its purchase, before it goes into a set that waits. That
 * process has usually finished by the next set, and a set that waits is small and holds its locks for longer.
 */
const MAX_BUSY = 3;

interface Waiting {
  readonly record: EventRecord;
  readonly result: EventResult;
  readonly locks: readonly string[];
  /** Number of sets that left it out. */
  readonly busy: number;
  readonly resolve: (status: RecordStatus) => void;
  readonly reject: (error: unknown) => void;
}

export interface EventWriterOptions {
  readonly settings: ProjectionSettings;
  readonly onSet?: (set: { readonly events: number; readonly waitsForLocks: boolean }) => void;
}

/**
 * Writes events that are ready at the same time in one transaction. A set never waits for further events: a single event is
 * written at once, and the events that arrive while transactions run form the next set.
 *
 * An event waits while a set of this writer works on the same purchase, and goes into a later set. If another process works on the
 * purchase, the event leaves its set, so that the other events do not wait for that lock. It goes into the next set, and after some of
 * them into a second kind of set, which does wait.
 */
export function createEventWriter(db: Database, { settings, onSet }: EventWriterOptions): EventWriter {
  const ready = lane({ passBusy: true });
  const waitingForLocks = lane({ passBusy: false });
  return (record, result) =>
    new Promise((resolve, reject) =>
      ready.add({ record, result, locks: locksOf({ record, result }), busy: 0, resolve, reject }),
    );

  function addAgain(event: Waiting): void {
    (event.busy < MAX_BUSY ? ready : waitingForLocks).add(event);
  }

  function lane({ passBusy }: { readonly passBusy: boolean }) {
    let waiting: Waiting[] = [];
    const locked = new Set<string>();
    let running = 0;
    let isScheduled = false;

    function add(event: Waiting): void {
      waiting.push(event);
      if (isScheduled || running >= SETS_AT_ONCE) return;
      isScheduled = true;
      // At the end of this turn of the event loop: events of the same turn form one set.
      setImmediate(() => {
        isScheduled = false;
        start();
      });
    }

    function start(): void {
      while (running < SETS_AT_ONCE) {
        const { set, others } = takeSet(waiting, locked);
        if (set.length === 0) return;
        waiting = others;
        running += 1;
        const locks = set.flatMap((event) => event.locks);
        for (const name of locks) locked.add(name);
        void write(set).finally(() => {
          for (const name of locks) locked.delete(name);
          running -= 1;
          start();
        });
      }
    }

    async function write(set: readonly Waiting[]): Promise<void> {
      onSet?.({ events: set.length, waitsForLocks: !passBusy });
      const settled = await applyEvents(db, set, { settings, passBusy });
      for (const [at, event] of set.entries()) end(event, settled[at]);
    }

    function end(event: Waiting, settled: Settled | undefined): void {
      if (settled?.status === 'busy') addAgain({ ...event, busy: event.busy + 1 });
      else if (settled === undefined || settled.status === 'failed') event.reject(settled?.error);
      else event.resolve(settled.status);
    }

    return { add };
  }
}

/** Takes events for one set, in their order, and leaves those whose purchases are locked. */
function takeSet(
  waiting: readonly Waiting[],
  locked: ReadonlySet<string>,
): { readonly set: Waiting[]; readonly others: Waiting[] } {
  const set: Waiting[] = [];
  const others: Waiting[] = [];
  let bytes = 0;
  let isFull = false;
  for (const event of waiting) {
    const size = event.record.rawBody?.length ?? 0;
    isFull ||= set.length >= MAX_EVENTS || (set.length > 0 && bytes + size > MAX_BYTES);
    if (isFull || event.locks.some((name) => locked.has(name))) others.push(event);
    else {
      set.push(event);
      bytes += size;
    }
  }
  return { set, others };
}
