import type { X509Certificate } from 'node:crypto';
import { tryReadCertificates } from '../certificates/read-pem.ts';
import type { Delivery, Mode } from '../contract/delivery.ts';
import { UnavailableError } from '../contract/errors.ts';
import type { ProviderIo } from '../contract/io.ts';
import type { Verify } from '../contract/provider.ts';
import { authentic, refused, type Refused, type Verdict } from '../contract/verdict.ts';
import { judgeAge, judgeSignature } from './judge-signature.ts';
import { keepCertificates, SHIPPED_ANCHORS } from './known-certificates.ts';
import { judgeCertificate } from './certificate-trust.ts';
import {
  type CertificateSource,
  readCertificateUrl,
  readTransmission,
  type Transmission,
} from './transmission.ts';
import { SIMULATOR_WEBHOOK_ID } from './signature.ts';
import { configuredApi } from './paypal-api.ts';
import { createPostback } from './postback.ts';
import type { PaypalSettings } from './settings.ts';

/**
 * PayPal's offline scheme. Cheap checks come first: nothing is downloaded for a delivery that has a wrong form, names no address
 * of PayPal, or is too old. PayPal's API is asked only about a signature that matches the certificate and the webhook id.
 */
export function createPaypalVerifier({
  settings,
  mode,
  io,
}: {
  readonly settings: PaypalSettings;
  readonly mode: Mode;
  readonly io: ProviderIo;
}): Verify {
  const { maxAgeDays } = settings;
  const simulator = mode === 'test' && settings.allowSimulator ? [SIMULATOR_WEBHOOK_ID] : [];
  const webhookIds = [...settings.webhookIds, ...simulator];
  const anchors = [...SHIPPED_ANCHORS, ...(tryReadCertificates(settings.trustAnchors) ?? [])];
  const findHeld = keepCertificates(settings.certificates);
  const api = configuredApi(settings, mode);
  const postback = api && createPostback(api, io);

  const judge = async (
    transmission: Transmission,
    { certificate, source, now }: Evidence,
  ): Promise<Verdict> => {
    const signature = judgeSignature(transmission, certificate, { webhookIds, maxAgeDays, now });
    if (isRefused(signature)) return signature;
    const { webhookId } = signature;
    const trust = judgeCertificate(certificate, { anchors, at: transmission.signedAt, modes: [source.mode] });
    if (trust.outcome === 'refused') return trust.refusal;
    if (trust.outcome === 'trusted') return accept(transmission, webhookId, trust.mode);
    // PayPal's API does not confirm the events of its simulator.
    if (!postback || webhookId === SIMULATOR_WEBHOOK_ID) return unknownIssuer();
    const denied = await postback({ transmission, certificateUrl: source.url, webhookId });
    return denied ?? accept(transmission, webhookId, source.mode);
  };

  return async (delivery) => {
    const transmission = readTransmission(delivery);
    if (isRefused(transmission)) return transmission;
    const source = readCertificateUrl(delivery.headers['paypal-cert-url']);
    if (isRefused(source)) return source;
    const now = io.now();
    const held = findHeld(transmission, source.url);
    const prove = (pem?: string) =>
      io.certificateProved?.({
        ...(pem !== undefined && { certificate: { url: source.url, pem } }),
        source: delivery.source,
      });
    if (held) {
      const verdict = await judge(transmission, { certificate: held, source, now });
      if (verdict.authentic) prove();
      return verdict;
    }
    const untimely = judgeAge({ signedAt: transmission.signedAt, maxAgeDays, now });
    if (untimely) return untimely;
    const judgeWith = async (pem: string): Promise<Verdict> => {
      const verdict = await judge(transmission, { certificate: readDownload(pem), source, now });
      if (verdict.authentic) prove(pem);
      return verdict;
    };
    const pem = await io.fetchCertificate(source.url, delivery.source);
    const verdict = await judgeWith(pem);
    if (verdict.authentic) return verdict;
    // A certificate from the shared cache may be wrong, so it must not refuse a delivery that the certificate at its address would verify.
    const downloaded = await io.downloadCertificate?.(source.url);
    return downloaded === undefined || downloaded === pem ? verdict : judgeWith(downloaded);
  };
}

/** The settings and certificates to verify a transmission. */
interface Evidence {
  readonly certificate: X509Certificate;
  readonly source: CertificateSource;
  readonly now: Date;
}

/**
 * Verifies with a given certificate, for a person who examines one delivery. The certificate's URL and the account's mode are not
 * checked, and any webhook id may be given, also the simulator's. `trustAnchors` are PEM texts that are added to the included
 * ones.
 */
export function verifyWithCertificate({
  delivery,
  webhookIds,
  certificatePem,
  trustAnchors = [],
  maxAgeDays = 4,
  now,
}: {
  readonly delivery: Pick<Delivery, 'headers' | 'body'>;
  readonly webhookIds: readonly string[];
  readonly certificatePem: string;
  readonly trustAnchors?: readonly string[];
  readonly maxAgeDays?: number;
  readonly now: Date;
}): Verdict {
  const transmission = readTransmission(delivery);
  if (isRefused(transmission)) return transmission;
  const [certificate] = tryReadCertificates(certificatePem) ?? [];
  if (!certificate)
    return refused('certificate_unknown', 'the given signing certificate cannot be read as PEM');
  const added = trustAnchors.map(tryReadCertificates);
  if (added.includes(undefined))
    return refused('certificate_unknown', 'a given trust anchor cannot be read as PEM');

  const signature = judgeSignature(transmission, certificate, { webhookIds, maxAgeDays, now });
  if (isRefused(signature)) return signature;
  const anchors = [...SHIPPED_ANCHORS, ...added.flatMap((certificates) => certificates ?? [])];
  const trust = judgeCertificate(certificate, {
    anchors,
    at: transmission.signedAt,
    modes: ['live', 'test'],
  });
  if (trust.outcome === 'refused') return trust.refusal;
  return trust.outcome === 'trusted'
    ? accept(transmission, signature.webhookId, trust.mode)
    : unknownIssuer();
}

/** PayPal's simulator signs invented events with the live certificate, so their mode is always test. */
const accept = ({ signedAt, id }: Transmission, webhookId: string, mode: Mode): Verdict =>
  authentic({ signedAt, deliveryRef: id, mode: webhookId === SIMULATOR_WEBHOOK_ID ? 'test' : mode });

const unknownIssuer = () =>
  refused(
    'certificate_untrusted',
    'the issuer of the certificate is not a trust anchor, and PayPal could not be asked instead',
  );

const isRefused = (value: object): value is Refused => 'authentic' in value;

function readDownload(pem: string): X509Certificate {
  const [certificate] = tryReadCertificates(pem) ?? [];
  if (!certificate) throw new UnavailableError('the certificate that was downloaded cannot be read');
  return certificate;
}
