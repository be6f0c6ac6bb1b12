import { STORIES } from '../growth/stories.ts';
import { percent, times } from './format.ts';
import { NAIVE, NOOP, summariseGrowth, summariseIngest, summariseLag, summariseWorker } from './summaries.ts';
import type { BenchRecord, SectionName } from './sections.ts';
import { barChart, type BarGroup, lineChart } from './charts.ts';

/** The plots of the results, by file name. They show only ratios. */
export function plotsOf({ sections }: BenchRecord): ReadonlyMap<string, string> {
  const plots = new Map<string, string>();
  const add = (section: SectionName, draw: () => string) => {
    if (sections[section]) plots.set(`${section}.svg`, draw());
  };
  add('worker', () => {
    const { rows } = summariseWorker(sections.worker?.trials ?? []);
    return barChart({
      title: 'Committed events, relative to naive',
      groups: grouped(
        rows.filter(({ contender }) => contender !== NOOP && contender !== NAIVE),
        ({ timesNaive }) => ({ value: timesNaive, shown: times(timesNaive) }),
      ),
      mark: { value: 1, label: 'naive' },
    });
  });
  add('ingest', () => {
    const { rows } = summariseIngest(sections.ingest?.trials ?? []);
    return barChart({
      title: 'Accepted deliveries at saturation, relative to bare enqueue',
      groups: grouped(rows, ({ throughput }) => ({ value: throughput, shown: percent(throughput) })),
      mark: { value: 0.85, label: '85 %' },
    });
  });
  add('lag', () => {
    const rows = summariseLag(sections.lag?.levels ?? []);
    const line = (series: string, read: 'p50' | 'p99') => ({
      series,
      points: rows.map((row) => ({
        x: row.share,
        y: row[read] ?? 0,
        label: row.share === 0 ? 'idle' : percent(row.share),
      })),
    });
    return lineChart({
      title: 'From POST to committed row, relative to the median on an idle stack',
      xLabel: 'share of saturation',
      lines: [line('p50', 'p50'), line('p99', 'p99')],
      mark: { value: 10, label: '10 ×' },
    });
  });
  add('growth', () => {
    const { costs = [], stories = [] } = sections.growth ?? {};
    return lineChart({
      title: 'Cost of one more event, relative to the first measured position',
      xLabel: 'earlier events of the same purchase or subscription',
      lines: summariseGrowth(
        costs,
        // The other scenarios have another scale; the table of the page has their values.
        stories.filter(({ story }) => Object.hasOwn(STORIES, story)),
      ).map(({ story, rows }) => ({
        series: story.story,
        points: rows.map(({ position, timesFirst }) => ({
          x: position,
          y: timesFirst ?? 0,
          label: position.toLocaleString('en'),
        })),
      })),
      mark: { value: 2, label: '2 ×' },
    });
  });
  return plots;
}

function grouped<Row extends { readonly variant: string; readonly contender: string }>(
  rows: readonly Row[],
  read: (row: Row) => { readonly value: number | undefined; readonly shown: string },
): BarGroup[] {
  return [...new Set(rows.map(({ variant }) => variant))].map((label) => ({
    label,
    bars: rows
      .filter(({ variant }) => variant === label)
      .map((row) => ({ series: row.contender, shown: read(row).shown, value: read(row).value ?? 0 })),
  }));
}
