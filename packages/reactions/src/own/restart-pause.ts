/** Pauses before a process starts again, by how often it has ended in a row, in milliseconds. The last one repeats. */
const RESTART_PAUSES_MS = [500, 1000, 2000, 5000, 10_000, 30_000] as const;

/** A process that has run for this time has recovered, and its next end counts as the first. In milliseconds. */
export const RECOVERED_AFTER_MS = 60_000;

/** @param ends how often the process has ended in a row, from 1 */
export const restartPauseMs = (ends: number): number =>
  RESTART_PAUSES_MS[Math.min(ends, RESTART_PAUSES_MS.length) - 1] ?? RESTART_PAUSES_MS[0];
