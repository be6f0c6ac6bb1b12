import type { Check } from './check.ts';
import { ok, warning } from './finding.ts';

const NAME = 'failed events';

/** Counts the failed events of the last day. */
export const failedEvents: Check = {
  name: NAME,
  run: async ({ database, now }) => {
    const since = new Date(now().getTime() - 86_400_000);
    const count = await database().event.count({ where: { status: 'failed', receivedAt: { gte: since } } });
    if (count === 0) return [ok(NAME, 'none in 24 h')];
    return [
      warning(
        NAME,
        `${count} in 24 h`,
        `see \`payspool events list --status failed --since ${since.toISOString().slice(0, 10)}\`, correct the cause, then run \`payspool replay\``,
      ),
    ];
  },
};
