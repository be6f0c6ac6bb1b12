import { expect, it } from 'vitest';
import { counter, createMetrics, gauge, histogram } from './metrics.ts';

const declarations = {
  payspool_deliveries_total: counter('Deliveries.', ['provider', 'outcome']),
  payspool_acknowledgement_seconds: histogram('Until the answer.', [0.1, 1], ['provider']),
  payspool_queue_jobs: gauge('Jobs\nthat \\ wait.', ['queue']),
};
const open = () => createMetrics(declarations, { app: 'ingest' });

it('metrics are empty if nothing has happened', () => {
  expect(open().render()).toBe('');
});

it('metrics are counted by their labels, with the name of the app', () => {
  const metrics = open();
  for (const outcome of ['accepted', 'duplicate', 'accepted']) {
    metrics.count('payspool_deliveries_total', { provider: 'stripe', outcome });
  }
  expect(metrics.render()).toBe(
    [
      '# HELP payspool_deliveries_total Deliveries.',
      '# TYPE payspool_deliveries_total counter',
      'payspool_deliveries_total{app="ingest",provider="stripe",outcome="accepted"} 2',
      'payspool_deliveries_total{app="ingest",provider="stripe",outcome="duplicate"} 1',
      '',
    ].join('\n'),
  );
});

it('a counter begins at zero, so that its first event is an increase', () => {
  const metrics = open();
  metrics.begin('payspool_deliveries_total', { provider: 'stripe', outcome: 'refused' });
  expect(metrics.render()).toContain('{app="ingest",provider="stripe",outcome="refused"} 0\n');
});

it('a histogram counts a value in every bucket whose bound is not smaller', () => {
  const metrics = open();
  for (const seconds of [0.1, 0.25, 7]) {
    metrics.observe('payspool_acknowledgement_seconds', { provider: 'stripe' }, seconds);
  }
  expect(metrics.render().split('\n').slice(2)).toEqual([
    'payspool_acknowledgement_seconds_bucket{app="ingest",provider="stripe",le="0.1"} 1',
    'payspool_acknowledgement_seconds_bucket{app="ingest",provider="stripe",le="1"} 2',
    'payspool_acknowledgement_seconds_bucket{app="ingest",provider="stripe",le="+Inf"} 3',
    'payspool_acknowledgement_seconds_sum{app="ingest",provider="stripe"} 7.35',
    'payspool_acknowledgement_seconds_count{app="ingest",provider="stripe"} 3',
    '',
  ]);
});

it('values that were read are shown, and special characters of the format are escaped', () => {
  expect(open().render({ payspool_queue_jobs: [[{ queue: 'a"b\\c\n' }, 3]] })).toBe(
    [
      '# HELP payspool_queue_jobs Jobs\\nthat \\\\ wait.',
      '# TYPE payspool_queue_jobs gauge',
      'payspool_queue_jobs{app="ingest",queue="a\\"b\\\\c\\n"} 3',
      '',
    ].join('\n'),
  );
});
