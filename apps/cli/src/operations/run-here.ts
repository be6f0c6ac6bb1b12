import type { Database } from '@payspool/db';
import {
  createOperation,
  forgetErasedJobs,
  type Operation,
  type OperationQueue,
  type OperationRequest,
  runOperation,
  type RunOptions,
} from '@payspool/operations';
import { type ProjectionSettings, DEFAULT_SETTINGS } from '@payspool/projection';
import { type Accounts, createProviderIo, indexAccounts } from '@payspool/providers';
import { openDeliveryQueue } from '@payspool/queue';
import { releaseOf } from '@payspool/runtime';
import { commandEnv } from '../configured.ts';
import { UsageError } from '../failure.ts';

/** What an operation of a command may use. What a kind does not need may be left out. */
export interface Here {
  readonly db: Database;
  readonly accounts?: Accounts;
  readonly settings?: ProjectionSettings;
  readonly queue?: OperationQueue;
  /** Gets each change or finding. */
  readonly emit?: (item: unknown) => void;
  /** Called after each step. */
  readonly onStep?: (operation: Operation) => void;
}

const RESERVE_MS = 60_000;

/** How this process runs operations. */
export function optionsOf({
  db,
  accounts = indexAccounts([]),
  settings = DEFAULT_SETTINGS,
  queue = NO_QUEUE,
  ...callbacks
}: Here): RunOptions {
  const url = commandEnv()['QUEUE_URL'];
  return {
    db,
    accounts,
    settings,
    queue,
    io: createProviderIo(),
    release: releaseOf(process.env),
    forgetJobs: (isOfCustomer) => forgetErasedJobs(db, { queue: url ? { url } : undefined, isOfCustomer }),
    // The command ends with the process; the operation can be continued.
    signal: new AbortController().signal,
    ...callbacks,
  };
}

const noQueue = () => Promise.reject(new Error('this operation uses no queue'));
const NO_QUEUE: OperationQueue = {
  enqueue: noQueue,
  retryFailed: noQueue,
  find: noQueue,
  depth: noQueue,
  oldestWaitingMs: noQueue,
};

/**
 * Writes an operation and runs it in this process, as commands do that need no worker. The first error ends it.
 *
 * @throws the error of its step
 */
export async function runNew(
  request: Omit<OperationRequest, 'requestedBy' | 'reserveMs'>,
  here: Here,
): Promise<Operation> {
  const options = optionsOf(here);
  const { id, leaseUntil } = await createOperation(
    { requestedBy: 'cli', reserveMs: RESERVE_MS, ...request },
    options,
  );
  const errors: unknown[] = [];
  const operation = await runOperation(id, {
    reservedUntil: leaseUntil,
    maxFailures: 1,
    onError: (error) => errors.push(error),
    ...options,
  });
  if (operation.status === 'done') return operation;
  const [error] = errors;
  throw error instanceof Error ? error : new Error(endOf(operation));
}

/** Why an operation has not ended as `done`. */
export const endOf = ({ id, status, error }: Pick<Operation, 'id' | 'status' | 'error'>): string =>
  `operation ${id} ${status === 'aborted' ? 'was aborted' : `failed${error ? `: ${error}` : ''}`}`;

/**
 * Opens the queue of deliveries of the environment, and closes it afterwards.
 *
 * @throws {UsageError} if the environment names none
 */
export async function withDeliveryQueue<Result>(
  work: (queue: OperationQueue) => Promise<Result>,
): Promise<Result> {
  const url = commandEnv()['QUEUE_URL'];
  if (!url) throw new UsageError('QUEUE_URL is not set');
  const queue = openDeliveryQueue({
    url,
    dedupeTtlMs: DEDUPE_TTL_MS,
    timeoutMs: 10_000,
    onError: () => undefined,
  });
  try {
    return await work(queue);
  } finally {
    await queue.close();
  }
}

/** A step that runs again soon finds its jobs. Later the keys of `events` say that they were recorded. */
const DEDUPE_TTL_MS = 3_600_000;
