import type { QueueBacklog } from '@payspool/queue';
import { describeAge } from './describe-age.ts';
import type { Check } from './check.ts';
import { type Finding, ok, warning } from './finding.ts';

const OLD_MS = 5 * 60_000;

/** The waiting and failed jobs of each queue. */
export const backlog: Check = {
  name: 'backlog',
  run: async ({ queue }) => (await queue()).queues.map(backlogFinding),
};

export function backlogFinding({
  name: queue,
  waiting,
  active,
  delayed,
  failed,
  oldestWaitingMs,
}: QueueBacklog): Finding {
  const name = `queue ${queue}`;
  const oldest = oldestWaitingMs === undefined ? '' : `, the oldest for ${describeAge(oldestWaitingMs)}`;
  const found = `${waiting} waiting${oldest}, ${active} active, ${delayed} delayed, ${failed} failed`;
  if (oldestWaitingMs !== undefined && oldestWaitingMs > OLD_MS)
    return warning(name, found, 'check that a worker runs and is ready (/readyz), or run more workers');
  if (failed > 0)
    return warning(name, found, 'read the reasons on the dashboard, correct the cause, and retry the jobs');
  return ok(name, found);
}
