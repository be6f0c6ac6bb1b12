import { indexAccounts, stripe } from '@payspool/providers';
import { createMetrics } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { beginCounters, WORKER_METRICS } from './metrics.ts';

it('every counter whose labels are known in advance starts at zero', () => {
  const metrics = createMetrics(WORKER_METRICS, { app: 'worker' });
  const account = { name: 'default', provider: stripe, settings: {}, mode: 'test' } as const;
  beginCounters(metrics, { accounts: indexAccounts([account]), consumers: [{ name: 'fulfilment' }] });
  const begun = new Set(
    metrics
      .render()
      .split('\n')
      .filter((line) => line.endsWith('} 0'))
      .map((line) => line.slice(0, line.indexOf('{'))),
  );
  expect([...begun].toSorted()).toEqual([
    'payspool_due_failures_total',
    'payspool_due_published_total',
    'payspool_events_total',
    'payspool_reactions_total',
    'payspool_stalled_jobs_total',
    'payspool_unknown_words_total',
  ]);
});
