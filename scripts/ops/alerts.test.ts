import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INGEST_METRICS } from '../../apps/ingest/src/metrics.ts';
import { WORKER_METRICS } from '../../apps/worker/src/metrics.ts';
import { COMMON_METRICS, createMetrics, type Declarations } from '../../packages/runtime/src/index.ts';
import { readSource, ROOT } from '../source-files.ts';

const [alerts, dashboard, runbook] = await Promise.all(
  ['ops/prometheus/alerts.yaml', 'ops/grafana/payspool.json', 'docs/runbook.md'].map(readSource),
);
const declared: Declarations = { ...INGEST_METRICS, ...WORKER_METRICS, ...COMMON_METRICS };
/** The labels that Prometheus and every app add to a line, and a histogram to its buckets. */
const OF_EVERY_LINE = ['app', 'instance', 'job', 'le'];

const valuesOf = (text: string | undefined, pattern: RegExp): string[] =>
  [...(text ?? '').matchAll(pattern)].map(([, value]) => value ?? '');
const metricsIn = (text: string | undefined) =>
  valuesOf(text, /\b((?:payspool|process|nodejs)_[a-z0-9_]+)/g).map((name) =>
    name.replace(/_(bucket|count|sum)$/, ''),
  );
/** The labels that a selector or a `by` names. */
const labelsIn = (expression: string) => [
  ...valuesOf(expression, /[{,]\s*(\w+)(?=[=!])/g),
  ...valuesOf(expression, /\bby \(([\w, ]+)\)/g).flatMap((list) => list.split(', ')),
];
const names = valuesOf(alerts, /- alert: (\w+)/g);

describe('the alerts', () => {
  it('each have an entry in the runbook, and the link to it is right', () => {
    const entries = valuesOf(runbook, /^### (Payspool\w+)$/gm);
    expect(entries.toSorted()).toEqual(names.toSorted());
    const linked = valuesOf(alerts, /runbook: docs\/runbook\.md#(\w+)/g);
    expect(linked).toEqual(names.map((name) => name.toLowerCase()));
  });

  it.each([
    ['alerts', valuesOf(alerts, /expr: (\|\n(?: {10}.*\n)+|.*)/g)],
    ['dashboard', valuesOf(dashboard, /"expr": "(.*)"/g)],
  ])('and dashboards use only declared metrics and labels: %s', (_what, expressions) => {
    expect(expressions.length).toBeGreaterThan(10);
    for (const expression of expressions) {
      const asked = metricsIn(expression);
      expect(asked.filter((name) => !(name in declared))).toEqual([]);
      const labels = new Set([...OF_EVERY_LINE, ...asked.flatMap((name) => declared[name]?.labels ?? [])]);
      expect(labelsIn(expression).filter((label) => !labels.has(label))).toEqual([]);
    }
  });

  it('and the dashboard use every metric', () => {
    const asked = new Set([...metricsIn(alerts), ...metricsIn(dashboard)]);
    expect(Object.keys(declared).filter((name) => !asked.has(name))).toEqual([]);
  });
});

const promtool = (args: string[], input?: string) => {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: ROOT,
    encoding: 'utf8',
    input,
  });
  return { isMissing: error !== undefined, status, output: `${stdout}${stderr}` };
};
const { isMissing } = promtool(['--version']);

describe.skipIf(isMissing)(`promtool${isMissing ? ' (skipped: this machine has none)' : ''}`, () => {
  it('finds no error in the alerts, nor in the scraped metrics', () => {
    const { status, output } = promtool(['check', 'config', 'ops/prometheus/prometheus.yaml']);
    expect(output).toContain(`${names.length} rules found`);
    expect(status).toBe(0);
  });

  it('finds that every metric is named by the conventions', () => {
    const readings = Object.entries(declared).map(([name, { labels }]) => {
      const some = Object.fromEntries(labels.map((label) => [label, 'some']));
      return [name, [[some, 1]]] as const;
    });
    const page = createMetrics(declared, {}).render(Object.fromEntries(readings));
    expect(page).toContain('payspool_apply_seconds_bucket');
    const { output, status } = promtool(['check', 'metrics'], page);
    expect({ output, status }).toEqual({ output: '', status: 0 });
  });

  it('can parse every query of the dashboard', async () => {
    const queries = valuesOf(dashboard, /"expr": (".*")/g).map((query) => JSON.parse(query) as string);
    const rules = queries.map((query, at) => ({
      record: `query_${at}`,
      expr: query.replaceAll('$__rate_interval', '1m'),
    }));
    const file = join(await mkdtemp(join(tmpdir(), 'payspool-queries-')), 'rules.json');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const checked = promtool(['check', 'rules', file]);
    await rm(dirname(file), { recursive: true });
    expect(checked).toMatchObject({ status: 0 });
  });

  it('fires each alert when it should, and none on a good day', async () => {
    const tested = valuesOf(await readSource('ops/prometheus/alerts.test.yaml'), /alertname: (\w+)/g);
    expect(new Set(tested)).toEqual(new Set(names));
    const { status, output } = promtool(['test', 'rules', 'ops/prometheus/alerts.test.yaml']);
    expect(output).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});
