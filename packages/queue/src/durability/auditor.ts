import type { Store } from '../store/store.ts';
import { type DurabilityRule, spell, weaknessesOf } from './durability-rule.ts';
import type { QueueAudit } from './queue-audit.ts';

export interface Auditor {
  /** Audits the store again. */
  readonly audit: () => Promise<QueueAudit>;
  /** Resolves with the last audit. Audits again if the connection has changed since: after a failover it leads to another server. */
  readonly audited: () => Promise<QueueAudit>;
  /** Rejects if the rule requires a durable queue and this connection does not lead to one. */
  readonly admit: (connection: unknown) => Promise<void>;
}

export function createAuditor(
  store: Pick<Store, 'ready' | 'connection' | 'audit'>,
  rule: DurabilityRule,
): Auditor {
  let last: { readonly connection: unknown; readonly found: QueueAudit } | undefined;
  /** The connection that the last audit found durable. */
  let durable: unknown;
  let asking: Promise<QueueAudit> | undefined;

  const ask = async (): Promise<QueueAudit> => {
    await store.ready();
    const connection = await store.connection();
    const found = await store.audit();
    last = { connection, found };
    durable = weaknessesOf(found, rule).length === 0 ? connection : undefined;
    return found;
  };
  // A hundred deliveries on a new connection share one audit.
  const audit = () => (asking ??= ask().finally(() => (asking = undefined)));
  const about = async (connection: unknown) =>
    last !== undefined && last.connection === connection ? last.found : audit();

  return {
    audit,
    audited: async () => {
      await store.ready();
      return about(await store.connection());
    },
    admit: async (connection) => {
      if (!rule.required || (connection !== undefined && connection === durable)) return;
      const weaknesses = weaknessesOf(await about(connection), rule);
      if (weaknesses.length > 0) throw new Error(`the queue can lose jobs: ${spell(weaknesses)}`);
    },
  };
}
