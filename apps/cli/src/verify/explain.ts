import { serializeEvents, type SerializedEvent } from '@payspool/events';
import {
  createProviderIo,
  type Delivery,
  type Provider,
  providers,
  UnusableEventError,
  type Verdict,
} from '@payspool/providers';
import { UsageError } from '../usage-error.ts';
import { judgeByCertificate } from './judge-by-certificate.ts';
import type { Question } from './question.ts';
import { canVerify, type Settings, settingsOf, waysToVerify } from './settings-of.ts';

/** What `payspool verify --json` prints. */
export type Explanation =
  | {
      readonly valid: true;
      readonly eventKey: string;
      readonly type: string;
      readonly events: readonly SerializedEvent[];
      /** Why it means nothing to orders and subscriptions. */
      readonly ignored?: string;
      /** Why it cannot be used although it is authentic. */
      readonly unusable?: string;
    }
  | { readonly valid: false; readonly code: string; readonly reason: string };

/**
 * Judges one delivery with the settings of the environment, replaced by those that the question names.
 *
 * @throws {UsageError} when there is nothing to verify with
 */
export async function explain(question: Question): Promise<Explanation> {
  const provider = providers.find(({ slug }) => slug === question.slug);
  if (!provider) throw new UsageError(`there is no provider ${question.slug}`);
  const settings = settingsOf(provider, question);
  const delivery = deliveryOf(question, provider);
  const verdict = await judge({ provider, settings, delivery, question });
  if (!verdict.authentic) return { valid: false, code: verdict.code, reason: verdict.reason };
  return {
    valid: true,
    ...provider.identify(delivery),
    ...meaningOf({ provider, settings, delivery, verdict }),
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
    throw new UsageError(`nothing to verify ${provider.slug} with: ${waysToVerify(provider)}`);
  const io = createProviderIo(() => at);
  const mode = question.env['PAYSPOOL_MODE'] === 'test' ? 'test' : 'live';
  return provider.createVerifier({ settings, mode, io })(delivery);
}

function meaningOf({
  provider,
  settings,
  delivery,
  verdict,
}: {
  readonly provider: Provider;
  readonly settings: Settings;
  readonly delivery: Delivery;
  readonly verdict: Extract<Verdict, { authentic: true }>;
}) {
  const signed = verdict.signedAt === undefined ? {} : { signedAt: verdict.signedAt };
  try {
    const meaning = provider.normalise({ ...delivery, ...signed }, settings);
    if (meaning.outcome === 'ignored') return { type: meaning.type, events: [], ignored: meaning.reason };
    return { type: meaning.type, events: serializeEvents(meaning.events) };
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return {
      type: provider.identify(delivery).type ?? '',
      events: [],
      unusable: `${error.code}: ${error.message}`,
    };
  }
}
