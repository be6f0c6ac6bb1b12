import { z } from 'zod';
import { type Finding, type QueueAudit, UNREADABLE } from './queue-audit.ts';

/** What ingest and worker read from the environment about it. */
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

/** What is asked of the queue's store. */
export interface DurabilityRule {
  /** Nothing is put on a queue that is not durable. */
  readonly required: boolean;
  /** Persistence that cannot be read is vouched for. */
  readonly declared: boolean;
}

export const durabilityRule = (settings: z.output<typeof DurabilitySettings>): DurabilityRule => ({
  required: settings.nodeEnv === 'production' && settings.allowUnsafeQueue !== 'true',
  declared: settings.queueDurability === 'declared',
});

/** What is wrong with the queue by this rule. Eviction that the server admits to cannot be vouched away. */
export const weaknessesOf = (
  { findings, readable }: QueueAudit,
  { declared }: DurabilityRule,
): readonly Finding[] =>
  declared && !readable
    ? findings.filter(({ setting, value }) => setting === 'maxmemory-policy' && value !== UNREADABLE)
    : findings;

/** `appendonly is no (save ""), appendfsync is everysec`. */
export const spell = (weaknesses: readonly Finding[]): string =>
  weaknesses.map(({ setting, value }) => `${setting} is ${value}`).join(', ');
