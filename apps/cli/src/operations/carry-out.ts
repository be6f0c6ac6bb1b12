import type { Database } from '@payspool/db';
import {
  createOperation,
  followOperation,
  isFinished,
  type Operation,
  type OperationRequest,
  remainingMs,
  runOperation,
} from '@payspool/operations';
import type { Accounts } from '@payspool/providers';
import { commandEnv, configuredProjection } from '../configured.ts';
import { createProgress, type Progress } from '../progress.ts';
import { endOf, optionsOf, withDeliveryQueue } from './run-here.ts';

export interface CarryOut {
  readonly db: Database;
  readonly accounts: Accounts;
  /** Runs it in this process; otherwise a worker does. */
  readonly here: boolean;
  /** Describes the progress: `1,240 objects read`. */
  readonly describe: (operation: Operation) => string;
}

/** How long nothing is said about an operation that no worker has begun, milliseconds. */
const SILENT_MS = 15_000;

/**
 * Writes an operation, lets a worker run it (or this process, with `here`), and shows its progress on a terminal. If the command is ended, a
 * worker continues.
 *
 * @throws if it failed or was aborted
 */
export async function carryOut(
  request: Omit<OperationRequest, 'requestedBy'>,
  { db, accounts, here, describe }: CarryOut,
): Promise<Operation> {
  const options = optionsOf({ db, accounts, settings: configuredProjection(commandEnv()) });
  const created = await createOperation(
    { requestedBy: 'cli', ...request, ...(here && { reserveMs: 60_000 }) },
    options,
  );
  console.error(`operation ${created.id}: payspool operations abort ${created.id} ends it`);
  return watch(created, { db, describe }, (onProgress) =>
    here
      ? withDeliveryQueue((queue) =>
          runOperation(created.id, {
            ...options,
            queue,
            onStep: onProgress,
            reservedUntil: created.leaseUntil,
          }),
        )
      : followOperation(db, created.id, { onProgress }),
  );
}

/** Continues an operation in this process. */
export async function carryOn(
  operation: Operation,
  { db, accounts, describe }: Omit<CarryOut, 'here'>,
): Promise<Operation> {
  const options = optionsOf({ db, accounts, settings: configuredProjection(commandEnv()) });
  return watch(operation, { db, describe }, (onProgress) =>
    withDeliveryQueue((queue) => runOperation(operation.id, { ...options, queue, onStep: onProgress })),
  );
}

async function watch(
  created: Operation,
  { describe }: Pick<CarryOut, 'db' | 'describe'>,
  run: (onProgress: (operation: Operation) => void) => Promise<Operation>,
): Promise<Operation> {
  let progress: Progress | undefined;
  let isSaid = false;
  const begunAt = performance.now();
  const onProgress = (operation: Operation) => {
    if (isFinished(operation)) return;
    if (operation.status === 'waiting' && !isSaid && performance.now() - begunAt > SILENT_MS) {
      isSaid = true;
      console.error('no worker has begun it yet: start one, or use --here');
    }
    progress ??= createProgress(created.kind, operation.total ?? 0);
    progress.update(operation.done, noteOn(operation, describe));
  };
  const ended = await run(onProgress).finally(() => progress?.stop());
  if (ended.status === 'done') return ended;
  throw new OperationEndedError(endOf(ended));
}

const noteOn = (operation: Operation, describe: CarryOut['describe']): string => {
  const left = remainingMs(operation, new Date());
  const waits = operation.error === null ? '' : `, waiting: ${operation.error}`;
  return `${describe(operation)}${left === undefined ? '' : `, about ${duration(left)} left`}${waits}`;
};

/** `45 s`, `12 min`, `3 h`: rounded, because it is an estimate. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** The operation failed or was aborted. The message is enough for an operator. */
class OperationEndedError extends Error {
  readonly code = 'operation_ended';
  override readonly name = 'OperationEndedError';
}
