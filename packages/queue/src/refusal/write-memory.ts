import type { QueueTarget } from '../url/queue-target.ts';
import { explainRefusal, type RefusalReason, refusalReason, type WriteRefusal } from './refusals.ts';

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
const REASON_HOLDS_MS = 2000;

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
      // A proof that waits behind successful deliveries is only late, and no refusal.
      if (reason === 'timeout' && succeededAt >= begunAt) return;
      remember(reason, error);
    },
  };
}
