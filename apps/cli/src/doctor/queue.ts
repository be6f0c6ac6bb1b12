import type { QueueHealth } from '@payspool/queue';
import type { Check } from './check.ts';
import { failed, type Finding, ok } from './finding.ts';

/** Reachable, and of a version that is supported. */
export const queue: Check = {
  name: 'queue',
  run: async (patient) => [queueFinding(await patient.queue())],
};

const SUPPORTED = {
  redis: { title: 'Redis', oldest: 7 },
  postgres: { title: 'Postgres', oldest: 15 },
} as const;

export function queueFinding({ backend, version }: Pick<QueueHealth, 'backend' | 'version'>): Finding {
  const { title, oldest } = SUPPORTED[backend];
  return Number.parseInt(version, 10) >= oldest
    ? ok('queue', `${title} ${version}`)
    : failed('queue', `${title} ${version} is too old`, `upgrade to ${title} ${oldest} or later`);
}
