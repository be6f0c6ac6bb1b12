import { explainRefusal, type WriteRefusal } from './refusals.ts';
import type { WriteMemory } from './write-memory.ts';

/** From the beginning of one proof to the beginning of the next, at least, milliseconds. */
const EVERY_MS = 1000;
/** A store that has not answered a proof by then does not take writes, milliseconds. With the above it is known within two seconds. */
const DEADLINE_MS = 900;
/** The first proof has longer before it is told of: it makes a connection, while the process is still loading. Milliseconds. */
const FIRST_DEADLINE_MS = 5000;
/** Where nothing could be sent nothing was asked of the store: how soon to look whether there is a connection, milliseconds. */
const UNSENT_EVERY_MS = 100;

/** Something that writes. */
export interface Provable {
  /**
   * Makes a write, and rejects where the store refuses it. `thorough` costs more, and tries everything that the application's own writes
   * need. Resolves with `unsent` where there was no connection to write on, which was remembered.
   */
  readonly proveWrite: (options: { readonly thorough: boolean }) => Promise<'written' | 'unsent'>;
  readonly writes: WriteMemory;
}

export interface WriteWatch {
  /**
   * Why the store takes no writes now; `undefined` where it does. Waits for a proof that is under way, less than a second; where none has
   * ended yet, that is a `timeout`.
   */
  readonly check: () => Promise<WriteRefusal | undefined>;
  /** What was found last, at once. */
  readonly current: () => WriteRefusal | undefined;
  readonly stop: () => void;
}

/**
 * Proves once a second that a store takes writes, whether there is traffic or not, and however many ask. One proof is under way at
 * a time: a store that does not answer is not asked again until the last question has ended.
 */
export function watchWrites(
  { proveWrite, writes }: Provable,
  {
    everyMs = EVERY_MS,
    deadlineMs = DEADLINE_MS,
  }: { readonly everyMs?: number; readonly deadlineMs?: number } = {},
): WriteWatch {
  let known = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let verdict: Promise<unknown> = Promise.resolve();
  const unproven = explainRefusal('timeout', writes.backend);

  const prove = () => {
    const begunAt = writes.now();
    const attempt = proveWrite({ thorough: !known || writes.current() !== undefined });
    const ended = attempt.then(
      (outcome) => {
        if (outcome === 'written') writes.proved(begunAt);
        known = true;
        return outcome;
      },
      (error: unknown) => {
        writes.disproved(error, begunAt);
        known = true;
        return 'refused' as const;
      },
    );
    const ms = known ? deadlineMs : FIRST_DEADLINE_MS;
    const judge = async () => {
      const outcome = await within(ms, ended);
      if (outcome === undefined) writes.disproved(new Error(`no answer within ${ms} ms`), begunAt);
    };
    const goOn = async () => {
      const outcome = await ended;
      if (stopped) return;
      const wait = outcome === 'unsent' ? UNSENT_EVERY_MS : begunAt + everyMs - writes.now();
      timer = setTimeout(prove, Math.max(0, wait)).unref();
    };
    verdict = judge();
    void goOn();
  };
  prove();

  return {
    check: async () => {
      if (known) await verdict;
      else await within(deadlineMs, verdict);
      return writes.current() ?? (known ? undefined : unproven);
    },
    current: writes.current,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** `undefined` where it takes longer. After a time in which the process did nothing, an answer that is there already is in time. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
