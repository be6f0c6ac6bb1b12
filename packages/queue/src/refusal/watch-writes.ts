import { explainRefusal, type WriteRefusal } from './refusals.ts';
import type { WriteMemory } from './write-memory.ts';

/** Minimum time between the starts of two proofs, milliseconds. */
const EVERY_MS = 1000;
/**
 * If a proof takes longer, the store counts as refusing writes, milliseconds. Together with the interval above, a refusal is known within
 * two seconds.
 */
const DEADLINE_MS = 900;
/** The first proof has more time before it is reported, because it makes a connection while the process is still loading. Milliseconds. */
const FIRST_DEADLINE_MS = 5000;
/** Interval between checks for a connection while there is none, milliseconds. Such a check sends nothing to the store. */
const UNSENT_EVERY_MS = 100;

/** Has a write that can be tested. */
export interface Provable {
  /**
   * Makes a write, and rejects if the store refuses it. `thorough` costs more and tries everything that the application's own writes need.
   * Resolves with `unsent` if there was no connection; this is remembered.
   */
  readonly proveWrite: (options: { readonly thorough: boolean }) => Promise<'written' | 'unsent'>;
  readonly writes: WriteMemory;
}

export interface WriteWatch {
  /**
   * Returns why the store refuses writes now; `undefined` if it accepts them. Waits for a running proof, less than a second. Before the
   * first proof has ended, the result is a `timeout`.
   */
  readonly check: () => Promise<WriteRefusal | undefined>;
  /** Returns the last result at once. */
  readonly current: () => WriteRefusal | undefined;
  readonly stop: () => void;
}

/**
 * Proves once a second that a store accepts writes, independent of traffic and of the number of callers. Only one proof runs at a time: if
 * a store does not answer, the next proof waits until the last one has ended.
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

/** Resolves with `undefined` if the work takes longer. If the process was suspended, an answer that has already arrived still counts. */
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
