import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedFault } from './plan.ts';

/** A fault as it happened. */
export interface InjectedFault {
  readonly kind: string;
  readonly victim: string;
  /** When its cause was gone, in milliseconds since the epoch. */
  readonly liftedAt: number;
}

export interface InjectOptions {
  readonly plan: readonly PlannedFault[];
  readonly random: () => number;
  readonly onInject: (fault: PlannedFault) => void;
  readonly onLifted: (fault: InjectedFault) => void;
  /** The error if it could not be injected or lifted. */
  readonly onFailed: (fault: PlannedFault, error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Injects all faults at their times; resolves when the last is lifted. Faults of one target run one after the other; different
 * targets may be down at the same time.
 */
export async function injectFaults({
  plan,
  random,
  onInject,
  onLifted,
  onFailed,
  signal,
}: InjectOptions): Promise<void> {
  const startedAt = performance.now();
  const busy = new Map<string, Promise<void>>();
  const inject = async (fault: PlannedFault) => {
    onInject(fault);
    try {
      await fault.victim.inject(random);
      onLifted({ kind: fault.kind, victim: fault.victim.label, liftedAt: Date.now() });
    } catch (error) {
      onFailed(fault, error);
    }
  };
  for (const fault of plan) {
    const { label } = fault.victim;
    await sleep(Math.max(0, startedAt + fault.atMs - performance.now()));
    if (signal.aborted) break;
    const before = busy.get(label) ?? Promise.resolve();
    busy.set(
      label,
      before.then(() => inject(fault)),
    );
  }
  await Promise.all(busy.values());
}
