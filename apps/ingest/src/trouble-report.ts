import { QueueUnavailableError, type RefusalReason } from '@payspool/queue';
import type { Logger } from '@payspool/runtime';

const EVERY_MS = 10_000;

export interface TroubleReport {
  readonly failed: (error: Error) => void;
  /** An operation that had failed succeeded again. */
  readonly succeeded: () => void;
}

interface Kind {
  readonly code: string;
  readonly reason?: RefusalReason;
}

interface Spell {
  readonly about: Kind;
  readonly beganAt: number;
  total: number;
  reported: number;
  hasRecovered: boolean;
}

/**
 * Writes one line with the error when errors of a kind begin, a count every ten seconds while they continue, and one line when they are
 * over. A line for each delivery would add to the load and hide other lines. Errors are over after a success without a failure in the next
 * ten seconds; with `endsQuietly`, after ten seconds without a failure. A kind is the code, together with the reason of a store's refusal.
 */
export function createTroubleReport(
  logger: Logger,
  {
    level,
    message,
    endsQuietly = false,
    everyMs = EVERY_MS,
  }: {
    readonly level: 'warn' | 'error';
    /** The message of the first line; the others add ` (still)` and ` (over)`. */
    readonly message: string;
    readonly endsQuietly?: boolean;
    readonly everyMs?: number;
  },
): TroubleReport {
  const spells = new Map<string, Spell>();
  let timer: NodeJS.Timeout | undefined;

  const look = (kind: string, spell: Spell) => {
    const about = spell.about;
    const more = spell.total - spell.reported;
    spell.reported = spell.total;
    if (more > 0) return logger[level]({ ...about, count: more }, `${message} (still)`);
    if (!endsQuietly && !spell.hasRecovered) return;
    spells.delete(kind);
    const seconds = Math.round((performance.now() - spell.beganAt) / 1000);
    logger.info({ ...about, count: spell.total, seconds }, `${message} (over)`);
  };
  const lookAtAll = () => {
    for (const [kind, spell] of spells) look(kind, spell);
    if (spells.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    failed: (error) => {
      const about = kindOf(error);
      const kind = Object.values(about).join(' ');
      const spell = spells.get(kind);
      if (spell) {
        spell.total += 1;
        spell.hasRecovered = false;
        return;
      }
      logger[level]({ err: error, ...(about.reason && { reason: about.reason }) }, message);
      spells.set(kind, { about, beganAt: performance.now(), total: 1, reported: 1, hasRecovered: false });
      timer ??= setInterval(lookAtAll, everyMs).unref();
    },
    succeeded: () => {
      for (const spell of spells.values()) spell.hasRecovered = true;
    },
  };
}

const kindOf = (error: Error): Kind => ({
  code: 'code' in error ? String(error.code) : error.name,
  ...(error instanceof QueueUnavailableError && { reason: error.reason }),
});
