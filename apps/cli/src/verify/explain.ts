import { type SerializedEvent, serializeEvents } from '@payspool/events';
import {
  explainRefused,
  findProvider,
  isHint,
  type Meaning,
  partEventKey,
  type Provider,
  readDelivery,
  type ReadPart,
  UnusableEventError,
} from '@payspool/providers';
import { UsageError } from '../failure.ts';
import { askedOfApi, type AskedOfApi } from './asked-api.ts';
import { AUTO, chooseProvider } from './choose-provider.ts';
import { deliveryOf, judge } from './judge.ts';
import { remedyFor } from './remedy.ts';
import { type Question, type Settings, settingsOf } from './settings-of.ts';

/** The output of `payspool verify --json`. */
export type Explanation = Recognised & (Authentic | Refused);

/** With `--provider auto`: the provider that was chosen, and by what. */
interface Recognised {
  readonly provider?: string;
  readonly recognisedBy?: string;
}

interface Refused {
  readonly valid: false;
  /** As in the log of ingest; `unavailable` if it cannot be decided now. */
  readonly code: string;
  /** The check that failed, and what to do. */
  readonly reason: string;
}

interface Authentic {
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
  /** Whether it is a hint, of which nothing is applied: the answer of the provider's API is applied instead. */
  readonly hint?: true;
  /** What a worker would ask the provider's API for: about the hint, or about what the events leave open. */
  readonly asks?: readonly AskedOfApi[];
  /** What the settings lack for a running Payspool. */
  readonly lacking?: readonly string[];
}

/** How a part of a delivery would be recorded. */
export interface ExplainedPart {
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
 * @throws {UsageError} when there is nothing to verify with, or no provider is recognised
 */
export async function explain(question: Question): Promise<Explanation> {
  if (question.slug === AUTO) {
    const { provider, by } = await chooseProvider(question, (candidate) =>
      judge({ provider: candidate, ...settingsOf(candidate, question), question }),
    );
    return { provider: provider.slug, recognisedBy: by, ...(await explainFor(provider, question)) };
  }
  const provider = findProvider(question.slug);
  if (!provider) throw new UsageError(`unknown provider ${question.slug}`);
  return explainFor(provider, question);
}

async function explainFor(provider: Provider, question: Question): Promise<Authentic | Refused> {
  const { account, settings, lacking } = settingsOf(provider, question);
  const verdict = await judge({ provider, account, settings, question });
  if (!verdict.authentic) {
    const { code, reason } = verdict;
    return {
      valid: false,
      code,
      reason: explainRefused(reason, remedyFor(verdict, provider, question)),
    };
  }
  const delivery = {
    ...deliveryOf(question, provider),
    ...(verdict.signedAt === undefined ? {} : { signedAt: verdict.signedAt }),
    receivedAt: question.at,
  };
  const meaning = await meaningOf(delivery, { provider, settings, name: account.name });
  return {
    valid: true,
    eventKey: provider.identify(delivery).eventKey,
    ...meaning,
    ...(lacking.length === 0 ? {} : { lacking }),
  };
}

type Received = ReturnType<typeof deliveryOf> & { readonly signedAt?: Date; readonly receivedAt: Date };
interface Account {
  readonly provider: Provider;
  readonly settings: Settings;
  readonly name: string;
}

async function meaningOf(
  delivery: Received,
  account: Account,
): Promise<Omit<Authentic, 'valid' | 'eventKey'>> {
  const { provider } = account;
  const identity = provider.identify(delivery);
  if (isHint(identity, provider)) {
    const asked = await askedOfApi(delivery, { ...account, mode: 'live' });
    return { type: identity.type ?? '', events: [], hint: true, asks: asked ? [asked] : [] };
  }
  try {
    // Live and test deliveries are explained in the same way.
    const { mode = 'live' } = provider.normalise(delivery, account.settings);
    const { source: _, ...authentic } = delivery;
    const reading = readDelivery(authentic, { ...account, mode });
    const { type, account: rows, providerAccount, meaning } = reading;
    const asked = await Promise.all(
      reading.questions.map(({ body }) => askedOfApi({ ...delivery, body }, { ...account, mode })),
    );
    const asks = asked.filter((one) => one !== undefined);
    const about = {
      type,
      ...(providerAccount === undefined ? {} : { account: rows, providerAccount }),
      ...(asks.length === 0 ? {} : { asks }),
    };
    if (meaning.status !== 'split') return { ...about, ...explainMeaning(meaning) };
    const parts = meaning.parts.map((part) => explainPart(part, identity.eventKey));
    return { ...about, events: parts.flatMap(({ events }) => events), parts };
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { type: identity.type ?? '', events: [], unusable: `${error.code}: ${error.message}` };
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
