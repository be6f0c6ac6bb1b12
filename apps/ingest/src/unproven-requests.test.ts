import { expect, it } from 'vitest';
import { createCredentials, type IngestUnderTest, openIngest, stripeEvent } from './ingest-under-test.ts';

const SLUGS = ['stripe', 'paypal', 'paymentkit', 'razorpay', 'ippopay', 'standard'] as const;
const credentials = await createCredentials(...SLUGS);
const BODY = stripeEvent('evt_1');

/** Every kind of unverified request, each with new names. */
async function flood(ingest: IngestUnderTest, from: number, to: number): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let index = from; index < to; index += 1) {
    for (const slug of SLUGS) {
      const { headers } = ingest.sign(slug, BODY);
      const forged = Buffer.from(JSON.stringify({ id: `evt_${index}` }));
      for (const [path, given] of [
        [`/webhooks/${slug}`, headers],
        [`/webhooks/${slug}`, {}],
        [`/webhooks/${slug}/account-${index}`, headers],
        [`/webhooks/provider-${index}`, headers],
        [`/webhooks/ippopay/token-${index}`, {}],
      ] as const)
        statuses.add((await ingest.send(path, { headers: given, body: forged })).statusCode);
    }
  }
  return statuses;
}

const seriesOf = (ingest: IngestUnderTest) =>
  ingest
    .metrics()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')).length;

it('unverified requests are refused without a call of the queue or its store', async () => {
  const ingest = openIngest({ credentials });
  expect(await flood(ingest, 0, 5)).toEqual(new Set([401, 404]));
  expect(ingest.queue.attempts).toEqual([]);
});

it('unverified requests leave only counters, one per configured provider and kind of refusal', async () => {
  const ingest = openIngest({ credentials });
  await flood(ingest, 0, 5);
  const series = seriesOf(ingest);
  const log = ingest.log();
  await flood(ingest, 5, 25);
  expect(seriesOf(ingest)).toBe(series);
  // Ten lines of each account and code, and no line for unknown paths.
  const refusals = ingest.log().match(/"delivery refused"/g)?.length ?? 0;
  const kinds = ingest.metrics().match(/^payspool_refusals_total\{/gm)?.length ?? 0;
  expect(refusals).toBeLessThanOrEqual(10 * kinds);
  expect(log.length).toBeGreaterThan(0);
  expect(ingest.log()).not.toMatch(/account-\d|provider-\d|token-\d/);
});
