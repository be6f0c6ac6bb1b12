import type { Declaration } from './declare.ts';

/** The values of one metric under one set of labels. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** The value; of a histogram, the sum. */
  value: number;
  /** Of a histogram: the number of values, and the number in each single bucket. */
  count?: number;
  readonly counts?: number[];
}

/** The format of Prometheus, https://prometheus.io/docs/instrumenting/exposition_formats/, text format 0.0.4. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** One metric with its help and type; empty if it has no value yet. */
export function renderMetric(
  name: string,
  { type, help, buckets = [] }: Declaration,
  all: readonly Series[],
  common: Readonly<Record<string, string>>,
): string {
  if (all.length === 0) return '';
  const lines = all.flatMap(({ labels, value, count = 0, counts = [] }) => {
    const own = { ...common, ...labels };
    if (type !== 'histogram') return [line(name, own, value)];
    let below = 0;
    const cumulative = buckets.map((bound, at) => {
      below += counts[at] ?? 0;
      return line(`${name}_bucket`, { ...own, le: String(bound) }, below);
    });
    return [
      ...cumulative,
      line(`${name}_bucket`, { ...own, le: '+Inf' }, count),
      line(`${name}_sum`, own, value),
      line(`${name}_count`, own, count),
    ];
  });
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const line = (name: string, labels: Readonly<Record<string, string>>, value: number): string => {
  const spelled = Object.entries(labels).map(([label, text]) => `${label}="${escapeValue(text)}"`);
  return `${name}${spelled.length > 0 ? `{${spelled.join()}}` : ''} ${value}\n`;
};

const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeValue = (text: string) => escapeHelp(text).replaceAll('"', '\\"');
