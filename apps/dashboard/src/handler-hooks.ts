import type { BoardHooks, HookContext } from '@bull-board/api/typings/app';

/** What Bull Board's own handlers would do beyond what this board is for. */
export const handlerHooks = ({ showPayloads }: { readonly showPayloads: boolean }): BoardHooks => ({
  before: async (context) => {
    // The button is hidden, which does not close its route.
    if (!(await isRetryOfCompleted(context))) return;
    return { allow: false, status: 403, message: 'The job has completed: only failed ones are retried.' };
  },
  after: ({ route }, result) => {
    if (route !== '/api/job-schedulers' || showPayloads) return result;
    // A scheduler's template holds the data of the jobs to come, which no formatter sees.
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
    .catch(() => undefined); // the handler will meet the same failure, and say so
  return (await job?.getState().catch(() => undefined)) === 'completed';
}
