import { type DurabilityRule, spell, weaknessesOf } from './durability-rule.ts';
import type { Finding, QueueAudit } from './queue-audit.ts';
import { QueueUnavailableError } from '../queue-unavailable-error.ts';
import { UnsafeQueueError } from './unsafe-queue-error.ts';

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
  let told: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const learn = async (audit: Promise<QueueAudit>): Promise<readonly Finding[]> => {
    const weaknesses = weaknessesOf(await audit, rule);
    known = true;
    return weaknesses;
  };
  const tell = (weaknesses: readonly Finding[]): Weakness | undefined => {
    const weakness =
      weaknesses.length === 0
        ? undefined
        : { reason: `queue_not_durable: ${spell(weaknesses)}`, refused: rule.required };
    if (weakness?.reason !== told) onChange(weakness);
    told = weakness?.reason;
    return weakness;
  };
  const again = () => {
    if (stopped) return;
    const look = () => learn(queue.audit()).then(tell).catch(ignore).finally(again);
    timer = setTimeout(() => void look(), known ? everyMs : Math.min(everyMs, UNKNOWN_EVERY_MS)).unref();
  };

  const weaknesses = await learn(queue.audit()).catch((error: unknown) => {
    if (error instanceof QueueUnavailableError) return [];
    throw error;
  });
  if (rule.required && weaknesses.length > 0) throw new UnsafeQueueError(weaknesses);
  tell(weaknesses);
  again();
  return {
    check: async () => tell(await learn(queue.audited())),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** The connection already reports a store that is down. */
const ignore = () => undefined;
