import type { FaultKind, Victim } from './fault.ts';

/** A fault with its time. */
export interface PlannedFault {
  readonly kind: string;
  readonly victim: Victim;
  /** Milliseconds since the first delivery. */
  readonly atMs: number;
}

/** The minimum number of each kind, however short the drill is. */
const AT_LEAST = 3;
/** The average time between two faults of any kind in a longer drill. */
const EVERY_MS = 3500;
/** There are no faults in the first and last part, so that deliveries can begin, and arrive after the last fault. */
const FREE = { first: 0.04, last: 0.1 };

/** The same seed plans the same faults: every kind equally often, in random order, spread over the time. */
export function planFaults(
  kinds: readonly FaultKind[],
  durationMs: number,
  random: () => number,
): PlannedFault[] {
  const times = Math.max(AT_LEAST, Math.round(durationMs / EVERY_MS / kinds.length));
  const faults = kinds.flatMap(({ name, victims }) =>
    Array.from({ length: times }, (_, time) => ({
      kind: name,
      victim: victims[time % victims.length],
      place: random(),
    })),
  );
  const begin = durationMs * FREE.first;
  const slot = (durationMs * (1 - FREE.first - FREE.last)) / faults.length;
  return faults
    .toSorted((a, b) => a.place - b.place)
    .flatMap(({ kind, victim }, place) =>
      victim ? [{ kind, victim, atMs: begin + (place + random()) * slot }] : [],
    );
}
