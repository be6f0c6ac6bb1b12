import { proveQueueWrites, type QueueHealth } from '@payspool/queue';
import type { Check } from './check.ts';
import { failed, type Finding, ok } from './finding.ts';
import { EXCHANGE_MS } from './patient.ts';
import { refusalFinding } from './refusal-finding.ts';

/** Checks that the queue's store is reachable, of a supported version, and accepts a write. */
export const queue: Check = {
  name: 'queue',
  run: async (patient) => {
    const [health, refusal] = await Promise.all([
      patient.queue(),
      proveQueueWrites({ url: patient.settings.queueUrl(), timeoutMs: EXCHANGE_MS }),
    ]);
    const consequence = 'deliveries are answered 503 until then';
    return [
      queueFinding(health),
      ...(refusal ? [refusalFinding('queue', refusal, { consequence, env: patient.env })] : []),
    ];
  },
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
