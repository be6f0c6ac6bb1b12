import { auditQueue, DurabilitySettings, type QueueAudit } from '@payspool/queue';
import { readConfig } from '@payspool/runtime';
import type { z } from 'zod';
import type { Check } from './check.ts';
import { failed, type Finding, ok, warning } from './finding.ts';
import { EXCHANGE_MS } from './patient.ts';

const NAME = 'queue safety';

/** Checks whether acknowledged deliveries survive a crash of the queue's store. */
export const queueSafety: Check = {
  name: NAME,
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
    if (vouched) return [ok(NAME, 'declared by QUEUE_DURABILITY')];
    if (readable) return [ok(NAME, 'acknowledged deliveries are on disk')];
    return [failed(NAME, 'the server does not let this client read its settings', VOUCH)];
  }
  const judge = allowUnsafeQueue === 'true' ? warning : failed;
  return counted.map(({ setting, value, wanted }) =>
    value === 'unreadable'
      ? judge(NAME, `the server does not report ${setting}`, VOUCH)
      : judge(NAME, `${setting} is ${value}`, `set \`${setting} ${wanted}\` in the server's configuration`),
  );
}

const VOUCH = 'let this user read it, or confirm that the server is durable with QUEUE_DURABILITY=declared';
