import type { QueueTarget } from '../url/queue-target.ts';
import { explainRefusal, type RefusalReason, refusalReason, type WriteRefusal } from './refusals.ts';

/** What is known of whether a store takes writes. */
export interface WriteMemory {
  /** Why the last write was refused; `undefined` where it was not, or where none was tried yet. */
  readonly current: () => WriteRefusal | undefined;
  /** A write of the application's own was made. */
  readonly succeeded: () => void;
  /** A write of the application's own was refused. What says nothing of the next write is left out. */
  readonly failed: (error: unknown) => void;
  /** A proof was made that began at `begunAt`, by the memory's clock. It says nothing of what was refused while it was under way. */
  readonly proved: (begunAt: number) => void;
  /** A proof was refused: a write that nothing but the store can spoil. */
  readonly disproved: (error: unknown, begunAt: number) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly backend: QueueTarget['backend'];
}

/**
 * A store that says READONLY has its connection made anew, and what was in flight on it says only that it is lost: for so long such
 * words do not replace a reason, milliseconds. It is longer than from one proof to the next.
 */
const REASON_HOLDS_MS = 2000;

/** These say where the answer went, not what it was. */
const WITHOUT_ANSWER: ReadonlySet<RefusalReason> = new Set(['unreachable', 'timeout']);

/** An error of one delivery that nobody foresaw may be that delivery's own; durability has an audit of its own. */
const SAYS_NOTHING_OF_THE_NEXT: ReadonlySet<RefusalReason> = new Set(['refused', 'not_durable']);

export function createWriteMemory({
  backend,
  onChange = () => undefined,
  now = () => performance.now(),
}: {
  readonly backend: QueueTarget['backend'];
  /** Told whenever the reason is another one; `undefined` when writes are taken again. */
  readonly onChange?: ((refusal: WriteRefusal | undefined, error?: unknown) => void) | undefined;
  readonly now?: () => number;
}): WriteMemory {
  let refusal: WriteRefusal | undefined;
  let answeredAt = -Infinity;
  let succeededAt = -Infinity;
  let failedAt = -Infinity;

  const remember = (reason: RefusalReason, error: unknown) => {
    const silent = WITHOUT_ANSWER.has(reason);
    if (silent && refusal && !WITHOUT_ANSWER.has(refusal.reason) && now() - answeredAt < REASON_HOLDS_MS)
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
      // A proof that waits its turn behind deliveries which are written is late, and no refusal.
      if (reason === 'timeout' && succeededAt >= begunAt) return;
      remember(reason, error);
    },
  };
}
