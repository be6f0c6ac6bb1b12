import { explainRefusal, type RefusalReason, refusalReason, type WriteRefusal } from './refusals.ts';
import type { QueueTarget } from '../queue-url.ts';

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
  const timedOut = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, undefined), ms);
  });
  try {
    return await Promise.race([work, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

/** Remembers whether a store accepts writes. */
export interface WriteMemory {
  /** Why the last write was refused; `undefined` if it was accepted, or if there was no write yet. */
  readonly current: () => WriteRefusal | undefined;
  /** A write of the application succeeded. */
  readonly succeeded: () => void;
  /** A write of the application was refused. An error that says nothing about the next write is ignored. */
  readonly failed: (error: unknown) => void;
  /** A proof succeeded that began at `begunAt`, by the memory's clock. It does not clear a refusal that occurred while it ran. */
  readonly proved: (begunAt: number) => void;
  /** A proof was refused. Only the store can make a proof fail. */
  readonly disproved: (error: unknown, begunAt: number) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly backend: QueueTarget['backend'];
}

/**
 * If a store answers READONLY, the client reconnects, and commands in flight fail only with a lost connection. For this time such errors do
 * not replace the reason, milliseconds. It is longer than the interval between two proofs.
 */
const REASON_KEPT_MS = 2000;

/** These reasons say that an answer is missing; they do not say why. */
const WITHOUT_ANSWER: ReadonlySet<RefusalReason> = new Set(['unreachable', 'timeout']);

/** An unknown error of one delivery may concern only that delivery. Durability has its own audit. */
const SAYS_NOTHING_OF_THE_NEXT: ReadonlySet<RefusalReason> = new Set(['refused', 'not_durable']);

export function createWriteMemory({
  backend,
  onChange = () => undefined,
  now = () => performance.now(),
}: {
  readonly backend: QueueTarget['backend'];
  /** Called when the reason changes; with `undefined` when writes are accepted again. */
  readonly onChange?: ((refusal: WriteRefusal | undefined, error?: unknown) => void) | undefined;
  readonly now?: () => number;
}): WriteMemory {
  let refusal: WriteRefusal | undefined;
  let answeredAt = -Infinity;
  let succeededAt = -Infinity;
  let failedAt = -Infinity;

  const remember = (reason: RefusalReason, error: unknown) => {
    const silent = WITHOUT_ANSWER.has(reason);
    if (silent && refusal && !WITHOUT_ANSWER.has(refusal.reason) && now() - answeredAt < REASON_KEPT_MS)
      return;
    if (!silent) answeredAt = now();
    if (refusal?.reason === reason) return;
    refusal = explainRefusal(reason, backend);
    onChange(refusal, error);
  };

  const forget = () => {
    succeededAt = now();
    if (!refusal) return;
    refusal = undefined;
    onChange(undefined);
  };

  return {
    now,
    backend,
    current: () => refusal,
    succeeded: forget,
    failed: (error) => {
      const reason = refusalReason(error);
      if (SAYS_NOTHING_OF_THE_NEXT.has(reason)) return;
      failedAt = now();
      remember(reason, error);
    },
    proved: (begunAt) => {
      if (failedAt <= begunAt) forget();
    },
    disproved: (error, begunAt) => {
      const reason = refusalReason(error);
      // A proof that waits behind successful deliveries is only slow, and no refusal.
      if (reason === 'timeout' && succeededAt >= begunAt) return;
      remember(reason, error);
    },
  };
}
