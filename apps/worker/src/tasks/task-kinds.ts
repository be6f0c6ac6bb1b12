import { followUpTask } from './follow-up-task.ts';
import { operationsTask } from './operations-task.ts';
import { reconcileTask } from './reconcile-task.ts';
import { sweepTask } from './sweep-task.ts';
import type { TaskKind } from './task-kind.ts';

/** All kinds of tasks by their names in the queue. A new kind is added here, and its schedules and its function follow. */
export const TASK_KINDS: Readonly<Record<string, TaskKind>> = {
  sweep: sweepTask,
  'follow-up': followUpTask,
  operations: operationsTask,
  reconcile: reconcileTask,
};
