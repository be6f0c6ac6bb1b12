import { setTimeout as sleep } from 'node:timers/promises';
import { Prisma } from '@payspool/db';
import { UnavailableError } from '@payspool/providers';
import { QueueUnavailableError } from '@payspool/queue';
import { findKind } from './kinds.ts';
import { type Lease, LeaseLostError, takeLease } from './lease.ts';
import { beginOperation } from './begin-operation.ts';
import { journalOf } from './journal.ts';
import { OPERATION_KINDS } from '../request/names.ts';
import { findOperation, isFinished, type Operation } from './operation.ts';
import type { StepContext, StepResult } from './operation-kind.ts';

export interface RunOptions extends StepContext {
  /** A process that is killed leaves its operation to others after this time, milliseconds. */
  readonly leaseMs?: number;
  /** Called after each step. */
  readonly onStep?: (operation: Operation) => void;
  /** Called when it has finished. */
  readonly onEnd?: (operation: Operation) => void;
  /** Called with the error of a step that failed. */
  readonly onError?: (error: unknown) => void;
  /** How often a step may fail in a row by an error that is not an outage. */
  readonly maxFailures?: number;
  /** The reservation that this process made when it created the operation. */
  readonly reservedUntil?: Date | null;
}

const MAX_FAILURES = 5;
const FAILURE_PAUSES_MS = [1000, 5000, 15_000, 60_000];
/** The time for which `runOperations` runs, milliseconds; the operations then go on with its next call. */
const MOST_MS = 60_000;
/** The time for which a worker runs one operation before it looks at the others. */
const SLICE_MS = 15_000;
/** A shorter pause is waited for; during a longer one a worker runs other operations. */
const SHORT_MS = 1500;
/** The pause between two looks at an operation that another process runs. */
const LOOK_MS = 500;

/**
 * Runs an operation in this process until it has finished. If another process runs it, waits for that one, and takes over if it is killed.
 *
 * @throws the reason of the signal if it is aborted; the operation can be continued
 * @throws if there is no operation with this number
 */
export async function runOperation(id: bigint, options: RunOptions): Promise<Operation> {
  for (;;) {
    options.signal.throwIfAborted();
    const { operation, pauseMs } = await runSlice(id, { forMs: Infinity, ...options });
    if (isFinished(operation)) return operation;
    await sleep(Math.max(pauseMs, LOOK_MS), undefined, { signal: options.signal });
  }
}

/**
 * Runs every operation that waits, in turn, until none can go on now, or for a minute. Several processes may call this at once: one operation
 * is run by one process at a time.
 *
 * @returns milliseconds after which an operation can go on; `undefined` if none is left
 */
export async function runOperations(options: RunOptions): Promise<number | undefined> {
  const pauses = new Map<bigint, number>();
  const endsAt = performance.now() + MOST_MS;
  for (;;) {
    if (options.signal.aborted) return undefined;
    if (performance.now() >= endsAt) return 0;
    const waiting = await options.db.$queryRaw<{ id: bigint }[]>`
      SELECT id FROM operations
      WHERE status IN ('waiting', 'running') AND kind = ANY(${[...OPERATION_KINDS]}::text[])
        AND (lease_until IS NULL OR lease_until <= clock_timestamp()) ORDER BY id`;
    if (waiting.length === 0) return pauses.size > 0 ? Math.min(...pauses.values()) : undefined;
    for (const { id } of waiting) {
      const { operation, pauseMs } = await runSlice(id, { forMs: SLICE_MS, ...options });
      if (isFinished(operation)) pauses.delete(id);
      else pauses.set(id, pauseMs);
    }
  }
}

interface Slice {
  readonly operation: Operation;
  /** The time after which the operation can go on, milliseconds. */
  readonly pauseMs: number;
}

/** Runs steps of one operation for some time, or until it finishes, pauses or is taken by another process. */
async function runSlice(
  id: bigint,
  { forMs, leaseMs, reservedUntil, ...options }: RunOptions & { readonly forMs: number },
): Promise<Slice> {
  const { db, signal } = options;
  const taken = await takeLease(db, id, { leaseMs, reservedUntil });
  if (!taken) {
    const operation = await findOperation(db, id);
    if (!operation) throw new Error(`there is no operation ${id}`);
    return { operation, pauseMs: LOOK_MS };
  }
  const { lease } = taken;
  let { operation } = taken;
  const endsAt = performance.now() + forMs;
  try {
    for (;;) {
      const { pauseMs, ...stepped } = await runStep(operation, lease, options);
      operation = stepped.operation;
      if (isFinished(operation)) {
        options.onEnd?.(operation);
        return { operation, pauseMs: 0 };
      }
      options.onStep?.(operation);
      const isOver =
        signal.aborted || performance.now() >= endsAt || (pauseMs > SHORT_MS && forMs !== Infinity);
      if (isOver) return { operation: await lease.end(NOTHING, signal.aborted ? 0 : pauseMs), pauseMs };
      if (pauseMs > 0) await waitFor(pauseMs, AbortSignal.any([signal, lease.signal]));
    }
  } catch (error) {
    if (error instanceof LeaseLostError) return { operation, pauseMs: LOOK_MS };
    throw error;
  } finally {
    lease.stop();
  }
}

const NOTHING = Prisma.sql`error = error`;

/** Ends early when the process stops; the caller then sees that. */
const waitFor = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** Runs one step and saves its result, or the end of the operation. */
async function runStep(operation: Operation, lease: Lease, options: RunOptions): Promise<Slice> {
  lease.signal.throwIfAborted();
  // A step that was killed in its middle is ended first, so that the report has what it changed.
  if (operation.abortAt && journalOf(operation).entries.size === 0)
    return finished(lease.end(finish('aborted')));
  const { signal, ...context } = options;
  const signals = AbortSignal.any([signal, lease.signal]);
  let result: StepResult<unknown, unknown>;
  try {
    if (operation.cursor.at === null)
      return {
        operation: await beginOperation(operation, lease, { ...context, signal: signals }),
        pauseMs: 0,
      };
    const { cursor, params, report, isRehearsal, done, total, createdAt } = operation;
    result = await findKind(operation.kind).step(
      { cursor: cursor.at, params, report, isRehearsal, done, total, createdAt },
      { ...context, signal: signals, journal: journalOf(operation) },
    );
  } catch (error) {
    lease.signal.throwIfAborted();
    // The step is run again by the next process.
    if (signal.aborted) return { operation, pauseMs: 0 };
    options.onError?.(error);
    return afterFailure(error, operation, { lease, maxFailures: options.maxFailures ?? MAX_FAILURES });
  }
  const { done = operation.done, total = operation.total } = result;
  const columns = Prisma.sql`
    cursor = ${jsonText({ at: result.cursor, failures: 0 })}::jsonb, report = ${jsonText(result.report)}::jsonb, journal = '[]',
    done = ${done}::bigint, total = ${total ?? null}::bigint, error = NULL`;
  if (result.isDone) return finished(lease.end(Prisma.sql`${columns}, ${finish('done')}`));
  return { operation: await lease.write(columns), pauseMs: result.pauseMs ?? 0 };
}

const finished = async (ending: Promise<Operation>): Promise<Slice> => ({
  operation: await ending,
  pauseMs: 0,
});

const finish = (status: 'done' | 'failed' | 'aborted'): Prisma.Sql =>
  Prisma.sql`status = ${status}::operation_status, finished_at = clock_timestamp()`;

const jsonText = (value: unknown): string => JSON.stringify(value ?? null);

/** An outage is waited for, until somebody aborts the operation. Any other error ends it after some attempts. */
async function afterFailure(
  error: unknown,
  { cursor }: Operation,
  { lease, maxFailures }: { readonly lease: Lease; readonly maxFailures: number },
): Promise<Slice> {
  const failures = cursor.failures + 1;
  const message = Prisma.sql`error = ${messageOf(error)}`;
  const next = Prisma.sql`cursor = ${jsonText({ at: cursor.at, failures })}::jsonb`;
  if (!isOutage(error) && failures >= maxFailures)
    return finished(lease.end(Prisma.sql`${message}, ${next}, ${finish('failed')}`));
  const pauseMs = FAILURE_PAUSES_MS[Math.min(failures, FAILURE_PAUSES_MS.length) - 1] ?? 0;
  return { operation: await lease.write(Prisma.sql`${message}, ${next}`), pauseMs };
}

const isOutage = (error: unknown): boolean =>
  error instanceof UnavailableError || error instanceof QueueUnavailableError;

/** Messages of the database quote values, which may be personal data: its codes are enough. */
function messageOf(error: unknown): string {
  if (error instanceof Prisma.PrismaClientKnownRequestError) return `the database refused: ${error.code}`;
  if (error instanceof Prisma.PrismaClientValidationError)
    return 'a query does not match the schema of this release';
  return (error instanceof Error ? error.message : String(error)).slice(0, 1000);
}
