import type { SweepResult } from '@payspool/operations';
import { type Account, stripe } from '@payspool/providers';
import { createLogger, createMetrics } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { WORKER_METRICS } from '../metrics.ts';
import { reportSweep } from './report-sweep.ts';

const DAY_MS = 86_400_000;
const NOTHING = { known: 0, on_its_way: 0, missed: 0, ignored: 0 };
/** Stripe keeps its events for 30 days. */
const account: Account = { provider: stripe, name: 'default', mode: 'test', settings: {} };

function report(result: SweepResult) {
  const lines: string[] = [];
  const metrics = createMetrics(WORKER_METRICS, { app: 'worker' });
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ app: 'worker', level: 'info', destination });
  reportSweep({ account, merchant: '' }, result, { logger, metrics, ms: 12.4 });
  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    logged,
    texts: logged.map(({ level, msg }) => `${String(level)}: ${String(msg)}`),
    page: metrics.render(),
  };
}

it('a sweep is counted and logged with what it found', () => {
  const counts = { known: 97, on_its_way: 1, missed: 2, ignored: 0 };
  const { logged, page } = report({ outcome: 'done', counts, behindMs: 300_000 });
  expect(logged).toMatchObject([
    {
      level: 'info',
      msg: 'sweep',
      provider: 'stripe',
      account: 'default',
      outcome: 'done',
      ms: 12,
      ...counts,
    },
  ]);
  expect(page).toContain('payspool_swept_events_total{app="worker",provider="stripe",found="known"} 97\n');
  expect(page).toContain('payspool_swept_events_total{app="worker",provider="stripe",found="missed"} 2\n');
  expect(page).toContain('payspool_sweeps_total{app="worker",provider="stripe",outcome="done"} 1\n');
});

it('an attempt that read nothing because of another one is counted and not logged', () => {
  const { logged, page } = report({ outcome: 'busy', counts: NOTHING, againMs: 60_000 });
  expect(logged).toEqual([]);
  expect(page).toContain('outcome="busy"} 1\n');
});

it('a failing sweep gives a warning, and another one from 25 of 30 days on', () => {
  const failed = (days: number) =>
    report({ outcome: 'failed', counts: NOTHING, behindMs: days * DAY_MS, error: new Error('no answer') });
  expect(failed(24).texts).toEqual(['warn: sweep']);
  const { logged, texts } = failed(25);
  expect(texts).toEqual(['warn: sweep', 'warn: the provider soon deletes events that were not read']);
  expect(logged[0]).toMatchObject({ err: { message: 'no answer' } });
  expect(logged[1]).toMatchObject({ behindDays: 25, reachesBackDays: 30 });
});

it('a time that the list no longer reaches is an error', () => {
  const unreachable = {
    from: new Date('2026-03-01T00:00:00.000Z'),
    to: new Date('2026-03-11T00:00:00.000Z'),
  };
  const { logged, texts } = report({ outcome: 'done', counts: NOTHING, behindMs: 40 * DAY_MS, unreachable });
  expect(texts[1]).toContain('error: the provider no longer lists events of this time');
  expect(logged[1]).toMatchObject({ from: '2026-03-01T00:00:00.000Z', to: '2026-03-11T00:00:00.000Z' });
});
