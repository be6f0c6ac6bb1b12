import { type ReactionStanding, readStanding } from '@payspool/reactions/ledger';
import { describeAge } from './describe-age.ts';
import type { Check } from './check.ts';
import { type Finding, ok, warning } from './finding.ts';

/** A relay normally dispatches within a second. */
const LATE_S = 300;
const NAME = 'reactions';

/** Checks whether published transitions reach their consumers. */
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
            'check that a worker of the newest release runs, and read the lines about the relay in its log',
          ),
        ]
      : []),
    ...(failed > 0
      ? [
          warning(
            NAME,
            `${failed} failed`,
            'run `payspool reactions list --status failed`, correct the cause, then run `payspool reactions retry`',
          ),
        ]
      : []),
    ...disabled.map((consumer) =>
      warning(
        NAME,
        `${consumer} is disabled`,
        `when it accepts deliveries again, run \`payspool reactions enable ${consumer}\``,
      ),
    ),
  ];
  return findings.length > 0 ? findings : [ok(NAME, 'all dispatched, none failed, no consumer disabled')];
}
