import { GRACE_MS, openOwnReactions, type OwnReaction, type OwnReactionSetup } from '@payspool/reactions/own';
import type { Logger } from '@payspool/runtime';
import type { Topic } from '@payspool/events';
import type { Consumer, Reaction } from '../consumer.ts';

/** Time limit for the loading of a module, in milliseconds. */
const LOAD_MS = 30_000;
/** The time that ending a process may take after its attempt should have ended, in milliseconds. */
const END_MS = 1000;

export interface OwnConsumers {
  readonly consumers: readonly Consumer[];
  readonly close: () => Promise<void>;
}

/**
 * Starts the processes of own reactions, and returns a consumer for each reaction. Their output goes to the log.
 *
 * @throws {OwnReactionsError} with every problem
 */
export async function openOwnConsumers(
  setup: OwnReactionSetup | undefined,
  { deadlineMs, logger }: { readonly deadlineMs: number; readonly logger: Logger },
): Promise<OwnConsumers> {
  if (!setup) return { consumers: [], close: async () => undefined };
  const { reactions, close } = await openOwnReactions(setup.setting, {
    ...setup,
    loadMs: LOAD_MS,
    onLine: (module, line) => logger.info({ module }, line),
    onDeath: (module, death) => logger.error({ module, ...death }, 'a process of own reactions ended'),
  });
  const loaded = reactions.map(({ name, topics, module }) => ({ name, topics, module }));
  logger.info({ reactions: loaded }, 'own reactions are loaded');
  return { consumers: reactions.map((reaction) => consumerOf(reaction, deadlineMs)), close };
}

function consumerOf({ name, topics, deadlineMs: own, process }: OwnReaction, fallbackMs: number): Consumer {
  const deadlineMs = own ?? fallbackMs;
  const react: Reaction<Topic> = ({ topic, payload, idempotencyKey, id }, { signal, attempt }) =>
    process.run({
      reaction: name,
      transition: { topic, payload, idempotencyKey, id },
      attempt,
      deadlineMs,
      signal,
    });
  return {
    name,
    on: Object.fromEntries(topics.map((topic) => [topic, react])),
    // The process watches over the deadline. The reservation lasts until the attempt, or its process, has certainly ended.
    deadlineMs: deadlineMs + GRACE_MS + END_MS,
    pausedForMs: process.pausedForMs,
  };
}
