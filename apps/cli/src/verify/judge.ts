import {
  createProviderIo,
  type Delivery,
  paypal,
  type Provider,
  UnavailableError,
  type Refused,
  type Verdict,
  verifyWithCertificate,
  type Verify,
} from '@payspool/providers';
import { X509Certificate } from 'node:crypto';
import { UsageError } from '../failure.ts';
import { pathOf } from './path-of.ts';
import { canVerify, type GivenSettings, type Question, type Settings, waysToVerify } from './settings-of.ts';

/** A verdict, or that none can be given now: a certificate or an API is unavailable. Ingest answers such a delivery with 503. */
export type Judgement =
  | Verdict
  // The body is known to be the cause: undoing a change of it makes the signature match.
  | (Refused & { readonly cause: 'body' })
  | { readonly authentic: false; readonly code: 'unavailable'; readonly reason: string };

/** The delivery of a question, as ingest would receive it. */
export function deliveryOf({ headers, body, path }: Question, provider: Provider): Delivery {
  const { segment, ...received } = pathOf(path, provider);
  const isToken = provider.route === 'token' && segment !== undefined;
  return { headers, body, ...received, ...(isToken ? { pathToken: segment } : {}) };
}

/**
 * Verifies the delivery of a question.
 *
 * @throws {UsageError} if there is nothing to verify with
 */
export async function judge({
  provider,
  account: { mode },
  settings,
  question,
}: Pick<GivenSettings, 'account' | 'settings'> & {
  readonly provider: Provider;
  readonly question: Question;
}): Promise<Judgement> {
  const { certificatePem, at, fetch } = question;
  const delivery = deliveryOf(question, provider);
  if (certificatePem !== undefined)
    return judgeByCertificate({ provider, settings, delivery, question: { ...question, certificatePem } });
  if (!canVerify(provider, settings))
    throw new UsageError(`no secret to verify ${provider.slug}: ${waysToVerify(provider)}`);
  const io = createProviderIo(() => at, fetch && { fetch });
  const verify = provider.createVerifier({ settings, mode, io });
  try {
    const verdict = await verify(delivery);
    // Such a provider explains a rewritten body itself, and would ask for the certificate again.
    return verdict.authentic || verdict.code !== 'signature_mismatch' || provider.downloadsCertificates
      ? verdict
      : await withCause(verdict, { verify, delivery });
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return { authentic: false, code: 'unavailable', reason: `it cannot be decided now: ${error.message}` };
  }
}

/** Changes that editors, proxies and frameworks make to a body. If undoing one makes the signature match, it was the cause. */
async function withCause(
  refusal: Refused,
  { verify, delivery }: { readonly verify: Verify; readonly delivery: Delivery },
): Promise<Judgement> {
  for (const { bytes, how } of rewrittenBodies(delivery.body)) {
    const verdict = await verify({ ...delivery, body: bytes });
    // The time is checked after the signature.
    const matches = verdict.authentic || verdict.code.startsWith('timestamp_');
    if (matches)
      return {
        ...refusal,
        cause: 'body',
        reason: `the signature is genuine, but the body was changed: ${how}`,
      };
  }
  return refusal;
}

/** A larger body is not read again. */
const MAX_REWRITTEN_BYTES = 1024 * 1024;

function rewrittenBodies(body: Buffer): readonly { readonly bytes: Buffer; readonly how: string }[] {
  if (body.length > MAX_REWRITTEN_BYTES) return [];
  const text = body.toString('utf8');
  const spellings = [
    { spelling: text.replace(/^\uFEFF/, '').trim(), how: 'white space was added around it' },
    ...rewrittenJson(text).map((spelling) => ({ spelling, how: 'the JSON was parsed and written again' })),
  ];
  return spellings
    .map(({ spelling, how }) => ({ bytes: Buffer.from(spelling), how }))
    .filter(({ bytes }) => !bytes.equals(body));
}

function rewrittenJson(text: string): string[] {
  try {
    const json: unknown = JSON.parse(text);
    return [JSON.stringify(json), JSON.stringify(json, null, 2)];
  } catch {
    return [];
  }
}

/**
 * Verifies a delivery of PayPal with a certificate from a file.
 *
 * @throws {UsageError}
 */
function judgeByCertificate({
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
