import { type ReactionStanding, readStanding } from '@payspool/reactions';
import { describeAge } from './describe-age.ts';
import type { Check } from './check.ts';
import { type Finding, ok, warning } from './finding.ts';

/** A relay dispatches within a second. */
const LATE_S = 300;
const NAME = 'reactions';

/** Whether what the business is told arrives. */
export const reactions: Check = {
  name: NAME,
  run: async ({ database }) => reactionFindings(await readStanding(database(), { lateAfterS: LATE_S })),
};

export function reactionFindings({ late, oldestMs, failed, disabled }: ReactionStanding): Finding[] {
  const findings = [
    ...(late > 0
      ? [
          warning(
            NAME,
            `${late} not dispatched, the oldest for ${describeAge(oldestMs)}`,
            'see that a worker runs, of the newest release, and what its log says of the relay',
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
