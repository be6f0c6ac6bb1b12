import { indexAccounts, paypal } from '@payspool/providers';
import { QueueUnavailableError } from '@payspool/queue';
import { createMetrics, type Declaration } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { createCredentials, NOW, openIngest, stripeEvent } from './ingest-under-test.ts';
import { beginCounters, INGEST_METRICS } from './metrics.ts';

const credentials = await createCredentials('stripe', 'ippopay');
const BODY = stripeEvent('evt_1');

/** The lines of one metric, without its name and the label `app`. */
const valuesOf = (text: string, name: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .map((line) => line.slice(name.length).replace('app="ingest",', ''));

const delivered = (text: string) => valuesOf(text, 'payspool_deliveries_total');
const outcome = (provider: string, name: string, count: number) =>
  `{provider="${provider}",outcome="${name}"} ${count}`;

it('the metrics count every logged delivery under its logged outcome', async () => {
  const ingest = openIngest({ credentials });
  await ingest.deliver('stripe', BODY);
  await ingest.deliver('stripe', BODY);
  await ingest.deliver('stripe', BODY, new Date(NOW.getTime() - 301_000));
  await ingest.send('/webhooks/stripe', { body: BODY });
  expect(delivered(ingest.metrics())).toEqual([
    outcome('stripe', 'accepted', 1),
    outcome('stripe', 'duplicate', 1),
    outcome('stripe', 'refused', 2),
  ]);
  expect(valuesOf(ingest.metrics(), 'payspool_refusals_total')).toEqual([
    '{provider="stripe",code="timestamp_stale"} 1',
    '{provider="stripe",code="signature_missing"} 1',
  ]);
  expect(ingest.log().match(/"msg":"delivery/g)).toHaveLength(4);
});

it('the metrics count each delivery of an outage, although the log reports the outage once', async () => {
  const ingest = openIngest({
    credentials,
    enqueue: () => Promise.reject(new QueueUnavailableError('the delivery was not queued', undefined)),
  });
  await ingest.deliver('stripe', BODY);
  await ingest.deliver('stripe', BODY);
  expect(delivered(ingest.metrics())).toEqual([outcome('stripe', 'unavailable', 2)]);
  expect(valuesOf(ingest.metrics(), 'payspool_acknowledgement_seconds_count')).toEqual([
    '{provider="stripe",status="503"} 2',
  ]);
});

it('no label has a value that a sender can choose', async () => {
  const ingest = openIngest({ credentials });
  const token = String(credentials.ippopay.signing['pathToken']);
  for (const path of [
    '/webhooks/nobody',
    '/webhooks/stripe/nobody',
    `/webhooks/${token}`,
    `/webhooks/ippopay/${token}`,
  ]) {
    await ingest.send(path, { body: BODY });
    await ingest.send(path, { method: 'PUT', body: BODY });
  }
  const text = ingest.metrics();
  const labels = [...text.matchAll(/provider="([^"]*)"/g)].map(([, provider]) => provider);
  expect(new Set(labels)).toEqual(new Set(['ippopay', 'stripe', 'unknown']));
  for (const chosen of ['nobody', token, 'evt_1', 'default']) expect(text).not.toContain(chosen);
});

/** The reason of a refusal: each provider has its own, so that it is known only when it occurs. Every other label has known values. */
const UNKNOWN_LABEL = 'code';

it('every declared counter starts at zero, unless its labels are known only later', () => {
  const metrics = createMetrics(INGEST_METRICS, { app: 'ingest' });
  // A provider whose certificates are downloaded has every counter.
  const account = { name: 'default', provider: paypal, settings: {}, mode: 'test' } as const;
  beginCounters(metrics, indexAccounts([account]));
  const begun = new Set(
    metrics
      .render()
      .split('\n')
      .filter((line) => line.endsWith('} 0'))
      .map((line) => line.slice(0, line.indexOf('{'))),
  );
  const expected = Object.entries<Declaration>(INGEST_METRICS)
    .filter(([, { type, labels }]) => type === 'counter' && !labels.includes(UNKNOWN_LABEL))
    .map(([name]) => name);
  expect([...begun].toSorted()).toEqual(expected.toSorted());
});
