import { openOwnReactions, OwnReactionsError, readOwnReactions } from '@payspool/reactions/own';
import { ConfigError, ownReactionFields, readConfig, withFiles } from '@payspool/runtime';
import { z } from 'zod';
import type { Check } from './check.ts';
import { failed, type Finding, ok } from './finding.ts';

const NAME = 'own reactions';
/** Shorter than the time limit of a check, in milliseconds. */
const LOAD_MS = 4000;
const REMEDY = 'correct it: see docs/how-to/add-a-reaction.md';

/** Checks whether the modules of `REACTIONS` can be loaded. It loads them as the worker does, and runs no reaction. */
export const ownReactions: Check = {
  name: NAME,
  run: async ({ env }) => {
    try {
      return [await load(env)];
    } catch (error) {
      if (!(error instanceof OwnReactionsError || error instanceof ConfigError)) throw error;
      return error.problems.map((problem) => failed(NAME, problem, REMEDY));
    }
  },
};

async function load(env: Parameters<Check['run']>[0]['env']): Promise<Finding> {
  const settings = readConfig(z.object(ownReactionFields), env);
  const setup = readOwnReactions(settings, { env, cwd: process.cwd(), withFiles });
  if (!setup) return ok(NAME, 'none: REACTIONS is not set');
  const { reactions, close } = await openOwnReactions(setup.setting, {
    ...setup,
    loadMs: LOAD_MS,
    onLine: () => undefined,
    onDeath: () => undefined,
  });
  await close();
  return ok(NAME, reactions.map(({ name, topics }) => `${name} (${topics.join(', ')})`).join('; '));
}
