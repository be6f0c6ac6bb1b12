import { indexAccounts, stripe } from '@payspool/providers';
import { createMetrics, type Declaration } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { beginCounters, WORKER_METRICS } from './metrics.ts';

/** The reason of a failure: any code may occur, so that it is known only when it does. Every other label has known values. */
const UNKNOWN_LABEL = 'code';

it('every declared counter starts at zero, unless its labels are known only later', () => {
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
  const expected = Object.entries<Declaration>(WORKER_METRICS)
    .filter(([, { type, labels }]) => type === 'counter' && !labels.includes(UNKNOWN_LABEL))
    .map(([name]) => name);
  expect([...begun].toSorted()).toEqual(expected.toSorted());
});
