import { z } from 'zod';
import { type Finding, type QueueAudit, UNREADABLE } from './audit.ts';

/** Settings of the environment that ingest and worker read for this rule. */
export const DurabilitySettings = z.object({
  nodeEnv: z.string().optional().meta({
    description:
      '`production`: a queue that can lose acknowledged deliveries is refused, at start and while running. Any other value: a warning.',
  }),
  allowUnsafeQueue: z.enum(['true', 'false']).default('false').meta({
    description:
      '`true` runs in production on a queue that can lose acknowledged deliveries; see docs/guarantees.md.',
  }),
  queueDurability: z.enum(['checked', 'declared']).default('checked').meta({
    description:
      '`declared`: you confirm that a server is durable although it does not let clients read its settings.',
  }),
});

/** The requirements on the queue's store. */
export interface DurabilityRule {
  /** If true, no job is added to a queue that is not durable. */
  readonly required: boolean;
  /** If true, the operator vouches for settings that the store does not let us read. */
  readonly declared: boolean;
}

export const durabilityRule = (settings: z.output<typeof DurabilitySettings>): DurabilityRule => ({
  required: settings.nodeEnv === 'production' && settings.allowUnsafeQueue !== 'true',
  declared: settings.queueDurability === 'declared',
});

/** Returns the settings that violate this rule. If the server reports eviction, vouching does not excuse it. */
export const weaknessesOf = (
  { findings, readable }: QueueAudit,
  { declared }: DurabilityRule,
): readonly Finding[] =>
  declared && !readable
    ? findings.filter(({ setting, value }) => setting === 'maxmemory-policy' && value !== UNREADABLE)
    : findings;

/** Returns text like `appendonly is no (save ""), appendfsync is everysec`. */
export const spell = (weaknesses: readonly Finding[]): string =>
  weaknesses.map(({ setting, value }) => `${setting} is ${value}`).join(', ');

/** The queue can lose acknowledged jobs although the settings require a durable queue. Exit status 2. */
export class UnsafeQueueError extends Error {
  readonly code = 'queue_not_durable';
  override readonly name = 'UnsafeQueueError';
  /** For the report of configuration errors: one sentence for each setting, with its value and the remedy. */
  readonly problems: readonly string[];

  constructor(weaknesses: readonly Finding[]) {
    const problems = [...weaknesses.map(explain), WAY_OUT];
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const WAY_OUT =
  'on such a queue a delivery can be lost after it was acknowledged: NODE_ENV=production refuses it, unless ALLOW_UNSAFE_QUEUE=true accepts the loss';

const explain = ({ setting, value, wanted }: Finding): string =>
  value === UNREADABLE
    ? `QUEUE_URL: the server does not say what ${setting} is: let this user read it (CONFIG GET, INFO), or vouch for its persistence with QUEUE_DURABILITY=declared`
    : `QUEUE_URL: ${setting} is ${value}, and has to be ${wanted}: set \`${setting} ${wanted}\` in the server's configuration`;
