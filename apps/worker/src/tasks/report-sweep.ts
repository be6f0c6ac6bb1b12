import { SWEPT, type SweepResult, type SweepUnit } from '@payspool/operations';
import type { TaskContext } from './task-kind.ts';

const DAY_MS = 86_400_000;
/** The part of the time that a provider keeps its events after which a warning is logged: 25 of 30 days. */
const WARN_AT = 25 / 30;

/** Counts and logs one attempt to read a list of events. An attempt that read nothing is only counted. */
export function reportSweep(
  { account, merchant }: SweepUnit,
  { outcome, counts, behindMs = 0, unreachable, error }: SweepResult,
  { logger, metrics, ms }: Pick<TaskContext, 'logger' | 'metrics'> & { readonly ms: number },
): void {
  const provider = account.provider.slug;
  metrics.count('payspool_sweeps_total', { provider, outcome });
  for (const found of SWEPT) metrics.count('payspool_swept_events_total', { provider, found }, counts[found]);
  if (outcome === 'busy' || outcome === 'fresh') return;
  const about = { provider, account: account.name, ...(merchant && { merchant }), outcome, ...counts };
  if (outcome === 'failed' || outcome === 'refused') logger.warn({ err: error, ...about }, 'sweep');
  else logger.info({ ms: Math.round(ms), ...about }, 'sweep');
  const { reachesBackDays = Infinity } = account.provider.reads?.events ?? {};
  const behindDays = Math.floor(behindMs / DAY_MS);
  if (outcome !== 'done' && behindMs >= reachesBackDays * DAY_MS * WARN_AT)
    logger.warn(
      { behindDays, reachesBackDays, ...about },
      'the provider soon deletes events that were not read',
    );
  if (unreachable)
    logger.error(
      { from: unreachable.from.toISOString(), to: unreachable.to.toISOString(), ...about },
      'the provider no longer lists events of this time: only `payspool reconcile` can find what was missed',
    );
}
