import { X509Certificate } from 'node:crypto';
import {
  type Delivery,
  paypal,
  type Provider,
  type Verdict,
  verifyWithCertificate,
} from '@payspool/providers';
import { UsageError } from '../usage-error.ts';
import type { Question } from './question.ts';
import type { Settings } from './settings-of.ts';

/**
 * Verifies a delivery of PayPal with a certificate from a file.
 *
 * @throws {UsageError}
 */
export function judgeByCertificate({
  provider,
  settings,
  delivery,
  question: { certificatePem, trustPems, webhookId, at },
}: {
  readonly provider: Provider;
  readonly settings: Settings;
  readonly delivery: Delivery;
  readonly question: Question & { readonly certificatePem: string };
}): Verdict {
  if (provider.slug !== 'paypal') throw new UsageError(`--cert does not apply to ${provider.slug}`);
  requireCertificate('--cert', certificatePem);
  for (const pem of trustPems) requireCertificate('--trust', pem);
  const { webhookIds: configuredIds, maxAgeDays } = paypal.settings.parse(settings);
  const webhookIds = webhookId === undefined ? configuredIds : [webhookId];
  if (webhookIds.length === 0) throw new UsageError('--cert requires --webhook-id or PAYPAL_WEBHOOK_IDS');
  return verifyWithCertificate({
    delivery,
    webhookIds,
    certificatePem,
    trustAnchors: trustPems,
    maxAgeDays,
    now: at,
  });
}

/** A file that cannot be read as a certificate says nothing about the delivery. */
function requireCertificate(option: string, pem: string): void {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.map((block) => new X509Certificate(block)).length > 0) return;
  } catch {
    // The error below says it.
  }
  throw new UsageError(`${option}: the file is not PEM text with a certificate`);
}
