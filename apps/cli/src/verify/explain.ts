import { type SerializedEvent, serializeEvents } from '@payspool/events';
import {
  createProviderIo,
  DEFAULT_ACCOUNT,
  type Delivery,
  type Meaning,
  partEventKey,
  paypal,
  type Provider,
  providers,
  readDelivery,
  type ReadPart,
  UnusableEventError,
  type Verdict,
  verifyWithCertificate,
} from '@payspool/providers';
import { X509Certificate } from 'node:crypto';
import { UsageError } from '../failure.ts';
import { canVerify, type Question, type Settings, settingsOf, waysToVerify } from './settings-of.ts';

/** The output of `payspool verify --json`. */
export type Explanation =
  | {
      readonly valid: true;
      readonly eventKey: string;
      readonly type: string;
      /** The events of all parts, if it has several. */
      readonly events: readonly SerializedEvent[];
      /** For a delivery of several purchases: the meaning of each part. */
      readonly parts?: readonly ExplainedPart[];
      /** The account of its rows: that of the endpoint, or `default/acct_1` for a connected account. */
      readonly account?: string;
      /** The provider's id of the merchant's account, if the body names one. */
      readonly providerAccount?: string;
      /** Why it is ignored for orders and subscriptions. */
      readonly ignored?: string;
      /** Why it cannot be used although it is authentic. */
      readonly unusable?: string;
    }
  | { readonly valid: false; readonly code: string; readonly reason: string };

/** How a part of a delivery would be recorded. */
interface ExplainedPart {
  readonly eventKey: string;
  readonly type: string;
  readonly status: Meaning['status'];
  readonly events: readonly SerializedEvent[];
  /** Why it is ignored or cannot be used. */
  readonly reason?: string;
}

/**
 * Verifies one delivery with the settings of the environment; settings in the question replace them.
 *
 * @throws {UsageError} when there is nothing to verify with
 */
export async function explain(question: Question): Promise<Explanation> {
  const provider = providers.find(({ slug }) => slug === question.slug);
  if (!provider) throw new UsageError(`unknown provider ${question.slug}`);
  const settings = settingsOf(provider, question);
  const delivery = deliveryOf(question, provider);
  const verdict = await judge({ provider, settings, delivery, question });
  if (!verdict.authentic) return { valid: false, code: verdict.code, reason: verdict.reason };
  const { eventKey } = provider.identify(delivery);
  return {
    valid: true,
    eventKey,
    ...meaningOf({ provider, settings, delivery, verdict, eventKey, receivedAt: question.at }),
  };
}

function deliveryOf({ headers, body, path }: Question, provider: Provider): Delivery {
  const url = new URL(path ?? `/webhooks/${provider.slug}`, 'http://ingest');
  const token = provider.route === 'token' ? url.pathname.split('/')[3] : undefined;
  return {
    headers,
    body,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    ...(token === undefined ? {} : { pathToken: token }),
  };
}

async function judge({
  provider,
  settings,
  delivery,
  question,
}: {
  readonly provider: Provider;
  readonly settings: Settings;
  readonly delivery: Delivery;
  readonly question: Question;
}): Promise<Verdict> {
  const { certificatePem, at } = question;
  if (certificatePem !== undefined)
    return judgeByCertificate({ provider, settings, delivery, question: { ...question, certificatePem } });
  if (!canVerify(provider, settings))
    throw new UsageError(`no secret to verify ${provider.slug}: ${waysToVerify(provider)}`);
  const io = createProviderIo(() => at);
  const mode = question.env['PAYSPOOL_MODE'] === 'test' ? 'test' : 'live';
  return provider.createVerifier({ settings, mode, io })(delivery);
}

function meaningOf({
  provider,
  settings,
  delivery,
  verdict,
  eventKey,
  receivedAt,
}: {
  readonly provider: Provider;
  readonly settings: Settings;
  readonly delivery: Delivery;
  readonly verdict: Extract<Verdict, { authentic: true }>;
  readonly eventKey: string;
  readonly receivedAt: Date;
}) {
  const signed = verdict.signedAt === undefined ? {} : { signedAt: verdict.signedAt };
  const authentic = { ...delivery, ...signed, receivedAt };
  try {
    // Live and test deliveries are explained in the same way.
    const { mode = 'live' } = provider.normalise(authentic, settings);
    const { type, account, providerAccount, meaning } = readDelivery(authentic, {
      provider,
      settings,
      mode,
      name: DEFAULT_ACCOUNT,
    });
    const about = { type, ...(providerAccount === undefined ? {} : { account, providerAccount }) };
    if (meaning.status !== 'split') return { ...about, ...explainMeaning(meaning) };
    const parts = meaning.parts.map((part) => explainPart(part, eventKey));
    return { ...about, events: parts.flatMap(({ events }) => events), parts };
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return {
      type: provider.identify(delivery).type ?? '',
      events: [],
      unusable: `${error.code}: ${error.message}`,
    };
  }
}

function explainMeaning(meaning: Meaning) {
  if (meaning.status === 'applied') return { events: serializeEvents(meaning.events) };
  return { events: [], [meaning.status === 'ignored' ? 'ignored' : 'unusable']: meaning.error };
}

const explainPart = ({ type, meaning, ...keys }: ReadPart, deliveryKey: string): ExplainedPart => ({
  eventKey: partEventKey(deliveryKey, keys),
  type,
  status: meaning.status,
  events: meaning.status === 'applied' ? serializeEvents(meaning.events) : [],
  ...('error' in meaning ? { reason: meaning.error } : {}),
});

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
