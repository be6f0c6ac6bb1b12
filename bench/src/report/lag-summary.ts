import type { LagLevel, Section } from './sections.ts';
import { medianOf, over } from './worker-summary.ts';

/** The lag at one load, relative to the median of one event on an idle stack. */
export interface LagRow {
  readonly share: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
  readonly committed: number;
}

export function summariseLag(levels: readonly LagLevel[]): readonly LagRow[] {
  const at = (share: number) => levels.filter((level) => level.share === share);
  const idle = medianOf(at(0), ({ p50Ms }) => p50Ms);
  const shares = [...new Set(levels.map(({ share }) => share))].toSorted((a, b) => a - b);
  return shares.map((share) => ({
    share,
    p50: over(
      medianOf(at(share), ({ p50Ms }) => p50Ms),
      idle,
    ),
    p99: over(
      medianOf(at(share), ({ p99Ms }) => p99Ms),
      idle,
    ),
    max: over(
      medianOf(at(share), ({ maxMs }) => maxMs),
      idle,
    ),
    committed: at(share).reduce((sum, { committed }) => sum + committed, 0),
  }));
}

/** Memory at the end relative to the memory after the start: the medians of the last quarter and of the second one. */
export function soakGrowth(
  samples: Section<'soak'>['samples'],
  read: (sample: Section<'soak'>['samples'][number]) => number | null,
): number | undefined {
  const last = samples.at(-1)?.minute ?? 0;
  const between = (from: number, to: number) =>
    medianOf(
      samples.filter(({ minute }) => minute >= from * last && minute <= to * last),
      read,
    );
  return over(between(0.75, 1), between(0.25, 0.5));
}
