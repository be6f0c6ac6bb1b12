import {
  auditQueue,
  DurabilitySettings,
  proveQueueWrites,
  type QueueAudit,
  type QueueBacklog,
  type QueueHealth,
} from '@payspool/queue';
import { readConfig } from '@payspool/runtime';
import type { z } from 'zod';
import { type Check, describeAge, EXCHANGE_MS, failed, type Finding, ok, warning } from './check.ts';
import { refusalFinding } from './run-checks.ts';

/** Checks that the queue's store is reachable, of a supported version, and accepts a write. */
export const queueCheck: Check = {
  name: 'queue',
  run: async (deployment) => {
    const [health, refusal] = await Promise.all([
      deployment.queue(),
      proveQueueWrites({ url: deployment.settings.queueUrl(), timeoutMs: EXCHANGE_MS }),
    ]);
    const consequence = 'deliveries are answered 503 until then';
    return [
      queueFinding(health),
      ...(refusal ? [refusalFinding('queue', refusal, { consequence, env: deployment.env })] : []),
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

const SAFETY = 'queue safety';

/** Checks whether acknowledged deliveries survive a crash of the queue's store. */
export const queueSafety: Check = {
  name: SAFETY,
  run: async ({ settings, env }) => {
    const url = settings.queueUrl();
    return safetyFindings(
      await auditQueue({ url, timeoutMs: EXCHANGE_MS }),
      readConfig(DurabilitySettings, env),
    );
  },
};

type Allowances = Pick<z.output<typeof DurabilitySettings>, 'allowUnsafeQueue' | 'queueDurability'>;

/** One line per setting. An eviction policy that the server reports is refused even if the queue is declared durable. */
export function safetyFindings(
  { findings, readable }: QueueAudit,
  { allowUnsafeQueue, queueDurability }: Allowances,
): Finding[] {
  const vouched = !readable && queueDurability === 'declared';
  const counted = vouched
    ? findings.filter(({ setting, value }) => setting === 'maxmemory-policy' && value !== 'unreadable')
    : findings;
  if (counted.length === 0) {
    if (vouched) return [ok(SAFETY, 'declared by QUEUE_DURABILITY')];
    if (readable) return [ok(SAFETY, 'acknowledged deliveries are on disk')];
    return [failed(SAFETY, 'the server does not let this client read its settings', VOUCH)];
  }
  const judge = allowUnsafeQueue === 'true' ? warning : failed;
  return counted.map(({ setting, value, wanted }) =>
    value === 'unreadable'
      ? judge(SAFETY, `the server does not report ${setting}`, VOUCH)
      : judge(SAFETY, `${setting} is ${value}`, `set \`${setting} ${wanted}\` in the server's configuration`),
  );
}

const VOUCH = 'let this user read it, or confirm that the server is durable with QUEUE_DURABILITY=declared';

const OLD_MS = 5 * 60_000;

/** The waiting and failed jobs of each queue. */
export const backlog: Check = {
  name: 'backlog',
  run: async ({ queue }) => (await queue()).queues.map(backlogFinding),
};

export function backlogFinding({
  name: queueName,
  waiting,
  active,
  delayed,
  failed: failures,
  oldestWaitingMs,
}: QueueBacklog): Finding {
  const name = `queue ${queueName}`;
  const oldest = oldestWaitingMs === undefined ? '' : `, the oldest for ${describeAge(oldestWaitingMs)}`;
  const found = `${waiting} waiting${oldest}, ${active} active, ${delayed} delayed, ${failures} failed`;
  if (oldestWaitingMs !== undefined && oldestWaitingMs > OLD_MS)
    return warning(name, found, 'check that a worker runs and is ready (/readyz), or run more workers');
  if (failures > 0)
    return warning(
      name,
      found,
      'read the reasons on the dashboard, correct the cause, and run payspool replay --status failed',
    );
  return ok(name, found);
}
