import type { Database, Transaction } from '@payspool/db';
import type { ProjectionSettings } from '@payspool/projection';
import type { Account, Accounts, ProviderIo } from '@payspool/providers';
import type { DeliveryQueue, FinishedJob } from '@payspool/queue';
import type { z } from 'zod';
import type { Forgotten } from '../erase/forget-jobs.ts';
import type { CallOptions } from '../reading/access.ts';
import type { OperationKindName } from '../request/names.ts';

/** What the steps of an operation may use. */
export interface StepContext extends Pick<CallOptions, 'onCall'> {
  readonly db: Database;
  readonly accounts: Accounts;
  /** The settings with which the worker folds. */
  readonly settings: ProjectionSettings;
  /** Rejects in a process without a queue, if a step needs it. */
  readonly queue: OperationQueue;
  readonly io: Pick<ProviderIo, 'fetch' | 'now'>;
  /** Removes finished jobs with bodies that were erased; the number of jobs, or why they may still exist. */
  readonly forgetJobs: (isOfCustomer?: (job: FinishedJob) => boolean) => Promise<Forgotten>;
  /** Aborted when the process stops, or has lost the operation to another process. */
  readonly signal: AbortSignal;
  /** Gets each finding or change as it is made, for a command that prints them. */
  readonly emit?: ((item: unknown) => void) | undefined;
  readonly pace?: Partial<Pace>;
  /** What this step has changed already. Without it nothing is known of an earlier attempt. */
  readonly journal?: Journal | undefined;
  /** The release of this process, which is written beside the operation. */
  readonly release?: string | undefined;
  /** Where a consumer sends what it gets: the host of `forward:crm`. `undefined` if that is not known here. */
  readonly destinationOf?: ((consumer: string) => string | undefined) | undefined;
}

/**
 * What the attempts at one step have changed, by a name of each thing. An entry is written in the transaction of its change. If a process is
 * killed before the step is saved, the next one neither repeats the change nor leaves it out of the report.
 */
export interface Journal {
  readonly entries: ReadonlyMap<string, unknown>;
  /** @param entry JSON */
  readonly write: (tx: Transaction, name: string, entry: unknown) => Promise<void>;
}

/** The operations of the queue that steps use. */
export type OperationQueue = Pick<
  DeliveryQueue,
  'enqueue' | 'retryFailed' | 'find' | 'depth' | 'oldestWaitingMs'
>;

/** Times in milliseconds. Tests use shorter ones. */
export interface Pace {
  /** The pauses after a call that the API did not answer or refused for now; then it counts as unread. */
  readonly retriesMs: readonly number[];
  /** Minimum time between the two looks at an object that differs. */
  readonly secondLookMs: number;
  /** The pause while the queue is full. */
  readonly fullMs: number;
  /** How long an imported state that came about just now waits for its delivery. */
  readonly importDelayMs: number;
}

/** Some three minutes in all, for one page. */
const PACE: Pace = {
  retriesMs: [2000, 5000, 10_000, 20_000, 40_000, 40_000, 60_000],
  secondLookMs: 10_000,
  fullMs: 1000,
  importDelayMs: 120_000,
};

export const paceOf = ({ pace }: Pick<StepContext, 'pace'>): Pace => ({ ...PACE, ...pace });

/** What is known when an operation is asked for. */
export type BeginContext = Pick<StepContext, 'db' | 'accounts' | 'io' | 'release'>;

/** An operation before its first step. */
export interface Begun<Params, Cursor, Report> {
  /** The parameters with everything that must not change until the end: the last event, the end of a span. */
  readonly params: Params;
  readonly cursor: Cursor;
  readonly report: Report;
  /** The number of items, if it is known. */
  readonly total?: number | undefined;
}

/** An operation before a step. */
export interface StepState<Params, Cursor, Report> {
  readonly params: Params;
  readonly cursor: Cursor;
  readonly report: Report;
  readonly isRehearsal: boolean;
  readonly done: number;
  readonly total: number | undefined;
  /** When the operation was asked for. */
  readonly createdAt: Date;
}

/** An operation after a step. */
export interface StepResult<Cursor, Report> {
  readonly cursor: Cursor;
  readonly report: Report;
  readonly isDone: boolean;
  /** Items that are done, in all; unchanged if absent. */
  readonly done?: number;
  /** Unchanged if absent. */
  readonly total?: number;
  /** The next step should not begin before this time has passed, milliseconds. */
  readonly pauseMs?: number;
}

/**
 * A kind of operation. A step must do no harm if it runs again, because a process may be killed before its result is saved. `cursor` and
 * `report` are JSON.
 */
export interface OperationKind<Params, Cursor, Report> {
  readonly name: OperationKindName;
  readonly params: z.ZodType<Params>;
  readonly cursor: z.ZodType<Cursor>;
  readonly report: z.ZodType<Report>;
  readonly begin: (params: Params, context: BeginContext) => Promise<Begun<Params, Cursor, Report>>;
  readonly step: (
    state: StepState<Params, Cursor, Report>,
    context: StepContext,
  ) => Promise<StepResult<Cursor, Report>>;
}

/** A kind as the runner uses it: it reads and writes stored JSON. */
export interface RunnableKind {
  readonly name: OperationKindName;
  readonly begin: (params: unknown, context: BeginContext) => Promise<Begun<unknown, unknown, unknown>>;
  readonly step: (
    state: StepState<unknown, unknown, unknown>,
    context: StepContext,
  ) => Promise<StepResult<unknown, unknown>>;
}

/** Lets the runner use a kind: what is stored is parsed before each step. */
export const runnable = <Params, Cursor, Report>({
  name,
  params,
  cursor,
  report,
  begin,
  step,
}: OperationKind<Params, Cursor, Report>): RunnableKind => ({
  name,
  begin: (given, context) => begin(params.parse(given), context),
  step: (stored, context) =>
    step(
      {
        ...stored,
        params: params.parse(stored.params),
        cursor: cursor.parse(stored.cursor),
        report: report.parse(stored.report),
      },
      context,
    ),
});

/** The account of a stored operation. @throws if it is not configured here */
export function accountOf(
  accounts: Accounts,
  { provider, account }: { readonly provider: string; readonly account: string },
): Account {
  const found = accounts.find(provider, account);
  if (!found) throw new Error(`the account ${provider}/${account} is not configured here`);
  return found;
}
