import { sweep, sweepUnits } from '@payspool/operations';
import { JobPostponedError } from '@payspool/queue';
import { reportSweep } from './report-sweep.ts';
import { type TaskKind, workerStops } from './task-kind.ts';

const DAY_MS = 86_400_000;

/** `sweep`: reads the events of an account that the provider lists, and queues those that no delivery has brought. */
export const sweepTask: TaskKind = {
  schedules: ({ accounts, sweeps }) =>
    sweepUnits(accounts).map(({ account: { provider, name }, merchant }) => ({
      id: ['sweep', provider.slug, name, ...(merchant ? [merchant] : [])].join('/'),
      task: { kind: 'sweep', provider: provider.slug, account: name, ...(merchant ? { merchant } : {}) },
      when: { everyMs: sweeps?.everyMs ?? provider.reads?.events?.everyMs ?? DAY_MS },
    })),
  create:
    (context) =>
    async ({ provider, account, merchant = '' }, signal) => {
      const unit = sweepUnits(context.accounts).find(
        (one) =>
          one.account.provider.slug === provider && one.account.name === account && one.merchant === merchant,
      );
      if (!unit) throw new UnknownUnitError(`${provider}/${account} ${merchant}`.trim());
      const { db, io, queue, metrics, sweeps } = context;
      const startedAt = performance.now();
      const result = await sweep(unit, {
        db,
        io,
        queue,
        plan: sweeps,
        signal,
        onCall: (call) => metrics.count('payspool_api_calls_total', call),
      });
      reportSweep(unit, result, { ms: performance.now() - startedAt, ...context });
      if (result.againMs !== undefined)
        throw new JobPostponedError(`the sweep is ${result.outcome}`, result.againMs + 1);
      if (result.outcome === 'stopped') throw workerStops();
    },
};

/** A schedule of an account or merchant that this worker does not have. Other workers may have it. */
export class UnknownUnitError extends Error {
  readonly code = 'unit_unknown';
  override readonly name = 'UnknownUnitError';
}
