import { type ReactionSummary, readReactionSummary } from '@payspool/reactions/ledger';
import { openOwnReactions, OwnReactionsError, readOwnReactions } from '@payspool/reactions/own';
import { ConfigError, ownReactionFields, readConfig, withFiles } from '@payspool/runtime';
import { z } from 'zod';
import { type Check, describeAge, failed, type Finding, ok, warning } from './check.ts';

/** A relay normally dispatches within a second. */
const LATE_S = 300;
const NAME = 'reactions';

/** Checks whether published transitions reach their consumers. */
export const reactionsCheck: Check = {
  name: NAME,
  run: async ({ database }) =>
    reactionFindings(await readReactionSummary(database(), { lateAfterS: LATE_S })),
};

export function reactionFindings({ late, oldestMs, failed: failures, disabled }: ReactionSummary): Finding[] {
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
    ...(failures > 0
      ? [
          warning(
            NAME,
            `${failures} failed`,
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

const OWN_REACTIONS = 'own reactions';
/** Shorter than the time limit of a check, in milliseconds. */
const LOAD_MS = 4000;
const REMEDY = 'correct it: see docs/how-to/add-a-reaction.md';

/** Checks whether the modules of `REACTIONS` can be loaded. It loads them as the worker does, and runs no reaction. */
export const ownReactions: Check = {
  name: OWN_REACTIONS,
  run: async ({ env }) => {
    try {
      return [await load(env)];
    } catch (error) {
      if (!(error instanceof OwnReactionsError || error instanceof ConfigError)) throw error;
      return error.problems.map((problem) => failed(OWN_REACTIONS, problem, REMEDY));
    }
  },
};

async function load(env: Parameters<Check['run']>[0]['env']): Promise<Finding> {
  const settings = readConfig(z.object(ownReactionFields), env);
  const setup = readOwnReactions(settings, { env, cwd: process.cwd(), withFiles });
  if (!setup) return ok(OWN_REACTIONS, 'none: REACTIONS is not set');
  const { reactions, close } = await openOwnReactions(setup.setting, {
    ...setup,
    loadMs: LOAD_MS,
    onLine: () => undefined,
    onDeath: () => undefined,
  });
  await close();
  return ok(OWN_REACTIONS, reactions.map(({ name, topics }) => `${name} (${topics.join(', ')})`).join('; '));
}
