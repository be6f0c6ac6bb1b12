import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@payspool/db';
import { findOperation, isFinished, type Operation } from './operation.ts';

export interface FollowOptions {
  /** Called each time the operation has been read. */
  readonly onProgress?: (operation: Operation) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks. */
  readonly everyMs?: number;
}

/**
 * Waits until an operation that another process runs has finished.
 *
 * @throws if there is no operation with this number
 */
export async function followOperation(
  db: Pick<Database, 'operation'>,
  id: bigint,
  { onProgress, signal, everyMs = 500 }: FollowOptions = {},
): Promise<Operation> {
  for (;;) {
    const operation = await findOperation(db, id);
    if (!operation) throw new Error(`there is no operation ${id}`);
    onProgress?.(operation);
    if (isFinished(operation)) return operation;
    await sleep(everyMs, undefined, signal && { signal });
  }
}

/** Milliseconds until an operation will have finished at its present speed; `undefined` before that can be said. */
export function remainingMs(
  { done, total, startedAt }: Pick<Operation, 'done' | 'total' | 'startedAt'>,
  now: Date,
): number | undefined {
  if (!startedAt || total === undefined || done <= 0) return undefined;
  const elapsedMs = now.getTime() - startedAt.getTime();
  return Math.max(0, Math.round((elapsedMs / done) * (total - done)));
}
