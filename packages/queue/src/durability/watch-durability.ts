import { type DurabilityRule, spell, UnsafeQueueError, weaknessesOf } from './durability-rule.ts';
import type { Finding, QueueAudit } from './audit.ts';
import { QueueUnavailableError } from '../queue-unavailable-error.ts';
import type { Store } from '../store/store.ts';

const EVERY_MS = 60_000;
/** Interval until the store has answered for the first time. */
const UNKNOWN_EVERY_MS = 1000;

export interface DurabilityWatch {
  /** Returns the current weakness of the queue. Rejects with `QueueUnavailableError`. */
  readonly check: () => Promise<Weakness | undefined>;
  readonly stop: () => void;
}

export interface Weakness {
  /** `queue_not_durable: appendfsync is everysec` */
  readonly reason: string;
  /** Whether jobs are refused because of it; otherwise it is only a warning. */
  readonly refused: boolean;
}

export interface DurabilityWatchOptions {
  readonly queue: {
    readonly audit: () => Promise<QueueAudit>;
    readonly audited: () => Promise<QueueAudit>;
  };
  readonly rule: DurabilityRule;
  /** Called with a weakness found at start, and on every change; `undefined` if there is none any more. */
  readonly onChange: (weakness: Weakness | undefined) => void;
  readonly everyMs?: number;
}

/**
 * Audits the queue's store now and then periodically. An unreachable store does not prevent the start.
 *
 * Rejects with `UnsafeQueueError` if the rule requires a durable queue and this one is not durable.
 */
export async function watchDurability({
  queue,
  rule,
  onChange,
  everyMs = EVERY_MS,
}: DurabilityWatchOptions): Promise<DurabilityWatch> {
  let known = false;
  let reported: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const learn = async (audit: Promise<QueueAudit>): Promise<readonly Finding[]> => {
    const weaknesses = weaknessesOf(await audit, rule);
    known = true;
    return weaknesses;
  };
  const report = (weaknesses: readonly Finding[]): Weakness | undefined => {
    const weakness =
      weaknesses.length === 0
        ? undefined
        : { reason: `queue_not_durable: ${spell(weaknesses)}`, refused: rule.required };
    if (weakness?.reason !== reported) onChange(weakness);
    reported = weakness?.reason;
    return weakness;
  };
  const again = () => {
    if (stopped) return;
    const look = () => learn(queue.audit()).then(report).catch(ignore).finally(again);
    timer = setTimeout(() => void look(), known ? everyMs : Math.min(everyMs, UNKNOWN_EVERY_MS)).unref();
  };

  const weaknesses = await learn(queue.audit()).catch((error: unknown) => {
    if (error instanceof QueueUnavailableError) return [];
    throw error;
  });
  if (rule.required && weaknesses.length > 0) throw new UnsafeQueueError(weaknesses);
  report(weaknesses);
  again();
  return {
    check: async () => report(await learn(queue.audited())),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** The connection already reports a store that is down. */
const ignore = () => undefined;

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
