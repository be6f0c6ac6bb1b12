import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { INGEST_METRICS } from '../../apps/ingest/src/metrics.ts';
import { WORKER_METRICS } from '../../apps/worker/src/metrics.ts';
import { COMMON_METRICS } from '../../packages/runtime/src/index.ts';
import { readSource, ROOT } from '../source-files.ts';

const [alerts, dashboard, runbook] = await Promise.all(
  ['ops/prometheus/alerts.yaml', 'ops/grafana/payspool.json', 'docs/runbook.md'].map(readSource),
);
const declared = { ...INGEST_METRICS, ...WORKER_METRICS, ...COMMON_METRICS };

const valuesOf = (text: string | undefined, pattern: RegExp): string[] =>
  [...(text ?? '').matchAll(pattern)].map(([, value]) => value ?? '');
const names = valuesOf(alerts, /- alert: (\w+)/g);

describe('the alerts', () => {
  it('each have an entry in the runbook, and are where it is linked to', () => {
    const entries = valuesOf(runbook, /^### (Payspool\w+)$/gm);
    expect(entries.toSorted()).toEqual(names.toSorted());
    const linked = valuesOf(alerts, /runbook: docs\/runbook\.md#(\w+)/g);
    expect(linked).toEqual(names.map((name) => name.toLowerCase()));
  });

  it.each([
    ['alerts', alerts],
    ['dashboard', dashboard],
  ])('and dashboards ask for metrics that are declared: %s', (_what, text) => {
    const asked = valuesOf(text, /\b((?:payspool|process|nodejs)_[a-z_]+)/g).map((name) =>
      name.replace(/_(bucket|count|sum)$/, ''),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((name) => !(name in declared))).toEqual([]);
  });
});

const promtool = (...args: string[]) => {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8' });
  return { isMissing: error !== undefined, status, output: `${stdout}${stderr}` };
};
const { isMissing } = promtool('--version');

describe.skipIf(isMissing)(`promtool${isMissing ? ' (skipped: this machine has none)' : ''}`, () => {
  it('finds nothing wrong with the alerts', () => {
    expect(promtool('check', 'rules', 'ops/prometheus/alerts.yaml')).toMatchObject({ status: 0 });
  });

  it('sees each of them fire when it should, and none on a good day', async () => {
    const tested = valuesOf(await readSource('ops/prometheus/alerts.test.yaml'), /alertname: (\w+)/g);
    expect(new Set(tested)).toEqual(new Set(names));
    const { status, output } = promtool('test', 'rules', 'ops/prometheus/alerts.test.yaml');
    expect(output).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});
