import { isTopic, type Topic } from '@payspool/events';

/** A reaction as its process describes it. Its author may have written anything, so each part may be missing. */
export interface DeclaredReaction {
  readonly name?: string | undefined;
  readonly topics?: readonly (string | undefined)[] | undefined;
  readonly deadlineMs?: unknown;
  readonly hasRun?: boolean | undefined;
}

/** A reaction that can be used. */
export interface UsableReaction {
  readonly name: string;
  readonly topics: readonly Topic[];
  /** Time limit of one attempt, in milliseconds; `undefined` for the default. */
  readonly deadlineMs: number | undefined;
}

/** Names of the consumers that come with Payspool. A name with a colon is not allowed anyway. */
const BUILT_IN = new Set(['fulfilment', 'notification', 'alert', 'forward']);
const NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const DEADLINE = { min: 100, max: 600_000 };

/**
 * Checks the reactions of all modules together, because a name must be unique.
 *
 * @returns the usable reactions of each module, and one sentence per problem
 */
export function checkDeclared(
  modules: readonly { readonly module: string; readonly declared: readonly DeclaredReaction[] }[],
): { readonly usable: readonly (readonly UsableReaction[])[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  const usable = modules.map(({ module, declared }) => {
    if (declared.length === 0) problems.push(`${module}: its default export contains no reaction`);
    return declared.map(({ name, topics, deadlineMs, hasRun }) => {
      const who = name === undefined ? module : `${module}: ${name}`;
      const say = (problem: string) => void problems.push(`${who}: ${problem}`);
      if (hasRun !== true)
        say('its default export is not a reaction: use defineReaction({ name, topics, run })');
      if (name === undefined || !NAME.test(name))
        say('its name must be 1 to 63 small letters, digits, - or _, and begin with a letter');
      else if (BUILT_IN.has(name)) say('a consumer of this name comes with Payspool');
      else if (owners.has(name)) say(`${owners.get(name)} has a reaction of the same name`);
      else owners.set(name, module);
      const known = (topics ?? []).filter((topic) => topic !== undefined && isTopic(topic));
      if (!topics || topics.length === 0) say('it names no topic');
      for (const topic of topics ?? [])
        if (topic === undefined || !isTopic(topic))
          say(`unknown topic ${topic ?? ''}: docs/reference/topics.md lists all`);
      if (deadlineMs !== undefined && !isDeadline(deadlineMs))
        say(`deadlineMs must be a whole number from ${DEADLINE.min} to ${DEADLINE.max}`);
      return {
        name: name ?? '',
        topics: [...new Set(known)],
        deadlineMs: isDeadline(deadlineMs) ? deadlineMs : undefined,
      };
    });
  });
  return { usable, problems };
}

const isDeadline = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= DEADLINE.min && value <= DEADLINE.max;
