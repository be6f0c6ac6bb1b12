import { describeAge } from './describe-age.ts';
import type { Check } from './check.ts';
import { type Finding, ok, warning } from './finding.ts';

/** A relay dispatches within a second. */
const LATE_S = 300;
const NAME = 'reactions';

interface Standing {
  /** Transitions that should have been dispatched. */
  readonly late: number;
  readonly oldestMs: number;
  readonly failed: number;
  readonly disabled: readonly string[];
}

/** Whether what the business is told arrives. */
export const reactions: Check = {
  name: NAME,
  run: async ({ database }) => {
    const [row] = await database().$queryRaw<Standing[]>`
      SELECT late.count::int AS late, late.oldest::float8 AS "oldestMs",
        (SELECT count(*)::int FROM reactions WHERE status = 'failed') AS failed,
        ARRAY(SELECT consumer FROM disabled_consumers ORDER BY consumer) AS disabled
      FROM (
        SELECT count(*) AS count, coalesce(extract(epoch FROM now() - min(created_at)) * 1000, 0) AS oldest
        FROM outbox WHERE dispatched_at IS NULL AND created_at < now() - make_interval(secs => ${LATE_S}::float8)
      ) AS late`;
    return row ? reactionFindings(row) : [];
  },
};

export function reactionFindings({ late, oldestMs, failed, disabled }: Standing): Finding[] {
  const findings = [
    ...(late > 0
      ? [
          warning(
            NAME,
            `${late} not dispatched, the oldest for ${describeAge(oldestMs)}`,
            'see that a worker runs, and what its log says of the relay',
          ),
        ]
      : []),
    ...(failed > 0
      ? [
          warning(
            NAME,
            `${failed} failed`,
            'see `payspool reactions list --status failed`, then `payspool reactions retry`',
          ),
        ]
      : []),
    ...disabled.map((consumer) =>
      warning(
        NAME,
        `${consumer} is disabled`,
        `once it takes deliveries again: \`payspool reactions enable ${consumer}\``,
      ),
    ),
  ];
  return findings.length > 0 ? findings : [ok(NAME, 'all dispatched, none failed, no consumer disabled')];
}
