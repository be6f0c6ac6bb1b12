import { outcomeOf, runOperations } from '@payspool/operations';
import { JobPostponedError } from '@payspool/queue';
import { type TaskKind, workerStops } from './task-kind.ts';

/** An operation begins within this time after it was asked for. */
const EVERY_MS = 5000;

/** `operations`: runs the steps of operations that commands and the dashboard have written. */
export const operationsTask: TaskKind = {
  schedules: () => [{ id: 'operations', task: { kind: 'operations' }, when: { everyMs: EVERY_MS } }],
  create: ({ logger, metrics, ...context }) => {
    // A task that is due while another one runs would take the place of a sweep.
    let isRunning = false;
    return async (_task, signal) => {
      if (isRunning) return;
      isRunning = true;
      try {
        const againMs = await runOperations({
          ...context,
          signal,
          onCall: (call) => metrics.count('payspool_api_calls_total', call),
          onError: (error) => logger.warn({ err: error }, 'a step of an operation failed'),
          onEnd: (operation) => {
            const { id, kind, done, error } = operation;
            const outcome = outcomeOf(operation);
            metrics.count('payspool_operations_total', { kind, outcome });
            const line = { operation: id.toString(), kind, outcome, done, ...(error !== null && { error }) };
            if (outcome === 'done' || outcome === 'aborted') logger.info(line, 'operation');
            else logger.warn(line, 'operation');
          },
        });
        if (signal.aborted) throw workerStops();
        if (againMs !== undefined && againMs < EVERY_MS)
          throw new JobPostponedError('operations go on', Math.max(1, againMs));
      } finally {
        isRunning = false;
      }
    };
  },
};
