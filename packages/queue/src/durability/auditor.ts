import type { Store } from '../store/store.ts';
import { type DurabilityRule, spell, weaknessesOf } from './durability-rule.ts';
import type { QueueAudit } from './queue-audit.ts';

export interface Auditor {
  /** Asks the store anew. */
  readonly audit: () => Promise<QueueAudit>;
  /** What it said last; asks anew where the connection is another since: after a failover it is another server. */
  readonly audited: () => Promise<QueueAudit>;
  /** Rejects where the rule requires a durable queue and this connection's is none. */
  readonly admit: (connection: unknown) => Promise<void>;
}

export function createAuditor(
  store: Pick<Store, 'ready' | 'connection' | 'audit'>,
  rule: DurabilityRule,
): Auditor {
  let last: { readonly connection: unknown; readonly found: QueueAudit } | undefined;
  /** The connection that was found to be durable, by the last audit. */
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
  // A hundred deliveries on a new connection ask once.
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
      if (weaknesses.length > 0) throw new Error(`not on a queue that may lose it: ${spell(weaknesses)}`);
    },
  };
}
