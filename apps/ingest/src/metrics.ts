import { type Accounts, CERTIFICATE_OUTCOMES } from '@payspool/providers';
import type { DeliveryQueue, DurabilityWatch } from '@payspool/queue';
import { REFUSAL_RECORD_OUTCOMES } from './refusal-record.ts';
import { counter, gauge, histogram, type Metrics, type Readings } from '@payspool/runtime';

/** All metrics of ingest, except those of every app. docs/reference/metrics.md is generated from them. */
export const INGEST_METRICS = {
  payspool_deliveries_total: counter(
    'Deliveries to configured accounts by `outcome`: `accepted`, `duplicate`, `refused` (not authentic), `unavailable` (Payspool could not store it, 503), `overloaded` (503). A delivery whose result came after the time limit counts twice: by its result, and as `unavailable`.',
    ['provider', 'outcome'],
  ),
  payspool_refusals_total: counter('Deliveries that were refused, by the reason (`code`).', [
    'provider',
    'code',
  ]),
  payspool_refusal_records_total: counter(
    'Refused deliveries by what became of their record for people (`payspool refusals list`): `kept`, `left_out` (counted by the next record of the same account and code), `lost` (the queue did not take it).',
    ['outcome'],
  ),
  payspool_certificates_total: counter(
    'Signing certificates that were not in memory, by `outcome`: `shared` (another process had verified it), `downloaded`, `absent` (the provider has none at that address), `failed`; and 503 without a download: `over_budget`, `too_many_waiting`, `failed_before`.',
    ['outcome'],
  ),
  payspool_acknowledgement_seconds: histogram(
    'Time from the head of a request to its answer, by HTTP status. Requests for an account that is not configured have the provider `unknown`.',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
    ['provider', 'status'],
  ),
  payspool_queue_safe: gauge(
    "Whether the queue's settings and replicas keep acknowledged deliveries: 1 or 0. Absent while the queue is unavailable.",
  ),
};
export type IngestMetrics = Metrics<typeof INGEST_METRICS>;

const OUTCOMES = ['accepted', 'duplicate', 'refused', 'unavailable', 'overloaded'] as const;

/** Starts every outcome at zero, so that the first delivery with an outcome counts as an increase. */
export function beginCounters(metrics: IngestMetrics, accounts: Accounts): void {
  for (const provider of new Set(accounts.all.map((account) => account.provider.slug))) {
    for (const outcome of OUTCOMES) metrics.begin('payspool_deliveries_total', { provider, outcome });
  }
  for (const outcome of REFUSAL_RECORD_OUTCOMES) metrics.begin('payspool_refusal_records_total', { outcome });
  if (downloadCertificates(accounts)) {
    for (const outcome of CERTIFICATE_OUTCOMES) metrics.begin('payspool_certificates_total', { outcome });
  }
}

/** Whether a delivery to one of the accounts can make this process download a certificate. */
export const downloadCertificates = (accounts: Accounts): boolean =>
  accounts.all.some(({ provider }) => provider.downloadsCertificates === true);

/** The values that a scrape reads from the queue. The worker exports the number of waiting jobs. */
export async function readQueue(
  queue: Pick<DeliveryQueue, 'ping' | 'replicas'>,
  checkDurability: DurabilityWatch['check'],
): Promise<Readings<typeof INGEST_METRICS>> {
  await queue.ping();
  const weakness = await checkDurability();
  const { reachable, wanted } = await queue.replicas();
  return { payspool_queue_safe: [[{}, weakness || reachable < wanted ? 0 : 1]] };
}
