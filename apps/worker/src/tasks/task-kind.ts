import type { Database } from '@payspool/db';
import type { StepContext, SweepPlan } from '@payspool/operations';
import type { ProjectionSettings } from '@payspool/projection';
import type { Accounts, ProviderIo } from '@payspool/providers';
import { type DeliveryQueue, JobPostponedError, type Task, type TaskSchedule } from '@payspool/queue';
import type { Logger } from '@payspool/runtime';
import type { WorkerMetrics } from '../metrics.ts';

/** What every task may use. */
export interface TaskContext {
  readonly db: Database;
  readonly accounts: Accounts;
  /** The settings with which this worker folds. */
  readonly settings: ProjectionSettings;
  /** The queue of deliveries: everything that is read from an API goes there. */
  readonly queue: DeliveryQueue;
  readonly io: ProviderIo;
  readonly forgetJobs: StepContext['forgetJobs'];
  readonly release?: StepContext['release'];
  readonly destinationOf?: StepContext['destinationOf'];
  readonly sweeps?: SweepPlan | undefined;
  readonly logger: Logger;
  readonly metrics: WorkerMetrics;
}

/** Runs one task. The signal is aborted when the worker stops: the task then ends at its next safe place. */
export type RunTask = (task: Task, signal: AbortSignal) => Promise<void>;

/** Returns a task to the queue when its worker stops: long enough that this worker takes no job any more. */
export const workerStops = (): JobPostponedError => new JobPostponedError('the worker stops', 1000);

/** One kind of task: when it runs, and what it does. */
export interface TaskKind {
  /** Its schedules for the configured accounts; none if it has nothing to do. */
  readonly schedules: (context: Pick<TaskContext, 'accounts' | 'sweeps'>) => readonly TaskSchedule[];
  /** Makes the function once per process. It throws `JobPostponedError` to run again soon, and `workerStops()` if it was aborted. */
  readonly create: (context: TaskContext) => RunTask;
}
