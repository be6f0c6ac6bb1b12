import type { BoardHooks, HookContext } from '@bull-board/api/typings/app';

/** Prevents actions of Bull Board's own handlers that the dashboard does not allow. */
export const handlerHooks = ({ showPayloads }: { readonly showPayloads: boolean }): BoardHooks => ({
  before: async (context) => {
    // The button is hidden, but its route is still reachable.
    if (!(await isRetryOfCompleted(context))) return;
    return { allow: false, status: 403, message: 'The job has completed; only failed jobs can be retried.' };
  },
  after: ({ route }, result) => {
    if (route !== '/api/job-schedulers' || showPayloads) return result;
    // A scheduler's template holds the data of future jobs, to which no formatter is applied.
    const body = JSON.stringify(result.body, (key, value: unknown) =>
      key === 'template' ? undefined : value,
    );
    return { ...result, body: JSON.parse(body) as typeof result.body };
  },
});

async function isRetryOfCompleted({ route, request }: HookContext): Promise<boolean> {
  if (route !== '/api/queues/:queueName/:jobId/retry') return false;
  const { queueName = '', jobId = '' } = request.params as Record<string, string>;
  const job = await request.queues
    .get(queueName)
    ?.getJob(jobId)
    .catch(() => undefined); // the handler gets the same error and reports it
  return (await job?.getState().catch(() => undefined)) === 'completed';
}
