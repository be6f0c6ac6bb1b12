import {
  type Account,
  type ApiAccess,
  ApiRefusedError,
  type AuthenticDelivery,
  callApi,
  observationBody,
  type Observation,
  type Provider,
  type ProviderReads,
  readObservation,
  stripe,
} from '@payspool/providers';

/** Settings of an account at the listing API. */
export type ListingSettings = Readonly<Record<string, unknown>> & {
  readonly apiUrl: string;
  readonly apiKey?: string;
  readonly merchants?: readonly string[];
};

const HOUR_MS = 3_600_000;

const api = {
  title: 'Listing',
  base: (settings: ListingSettings) => settings.apiUrl,
  credentials: ({ apiKey }: ListingSettings) => (apiKey ? { authorization: `Bearer ${apiKey}` } : undefined),
};

const headersOf = ({ merchant }: ApiAccess<ListingSettings>): Readonly<Record<string, string>> =>
  merchant ? { 'x-account': merchant } : {};

interface EventJson {
  readonly id: string;
  readonly type: string;
  readonly created: number;
}

const reads: ProviderReads<ListingSettings> = {
  setting: 'apiKey',
  isConfigured: ({ apiKey }) => apiKey !== undefined,
  modeOf: ({ apiKey = '' }) => (apiKey.startsWith('live') ? 'live' : 'test'),
  rate: { live: { burst: 1000, perSecond: 1000 }, test: { burst: 1000, perSecond: 1000 } },
  merchantsOf: ({ merchants = [] }) => merchants,
  events: {
    everyMs: 300_000,
    settleMs: 60_000,
    overlapMs: HOUR_MS,
    reachesBackDays: 30,
    list: async ({ from, to }, page, access) => {
      const query = { from: from.getTime(), to: to.getTime(), page };
      const answer = await callApi(api, { path: '/events', query, headers: headersOf(access) }, access);
      if (!answer) throw new ApiRefusedError('there is no list', { status: 404 });
      const { events, next } = JSON.parse(answer.body.toString()) as { events: EventJson[]; next?: string };
      const items = events.map((event) => ({
        eventKey: event.id,
        type: event.type,
        createdAt: new Date(event.created * 1000),
        body: Buffer.from(JSON.stringify(event)),
      }));
      return { items, next };
    },
  },
  objects: {
    listed: [],
    settleMs: 0,
    failedMaySucceedMs: 72 * HOUR_MS,
    about: ({ kind, ref }) => (kind === 'dispute' ? [] : [{ kind, id: ref }]),
    get: async ({ kind, id }, access): Promise<Observation | 'gone'> => {
      const path = `/${kind}/${encodeURIComponent(id)}`;
      const answer = await callApi(api, { path, headers: headersOf(access) }, access);
      if (!answer) return 'gone';
      return {
        kind,
        id,
        body: observationBody({ kind, id }, { askedAt: answer.askedAt, answer: answer.body }),
      };
    },
    // The answer is a Stripe event, so that its meaning needs no mapping of its own. One with `isTimeless` has only the time of the question.
    normalise: ({ body }, settings) => {
      const { answer, askedAt } = readObservation(body);
      const read = stripe.normalise(
        { body: Buffer.from(JSON.stringify(answer)), headers: {} },
        { bareIntents: 'order', connectedAccounts: [], webhookSecrets: [], ...settings },
      );
      if (read.outcome === 'split') throw new Error('one object is one purchase');
      if (read.outcome !== 'events' || !isTimeless(answer)) return read;
      return {
        ...read,
        occurredAt: askedAt,
        events: read.events.map((event) => ({ ...event, occurredAt: askedAt })),
      };
    },
  },
};

const isTimeless = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'isTimeless' in answer;

/** Stripe's meaning of events, with an API that a test serves. */
const listing = {
  ...stripe,
  reads,
  // Events of this type have a meaning without a change, so that a test needs no purchase.
  normalise: (delivery: AuthenticDelivery, settings: Parameters<typeof stripe.normalise>[1]) => {
    const read = stripe.normalise(delivery, settings);
    return read.type === 'customer.updated' ? { ...read, outcome: 'events', events: [], warnings: [] } : read;
  },
} as unknown as Provider;

/** An account at the listing API. */
export const accountAt = (
  apiUrl: string,
  settings: Partial<ListingSettings> = {},
  name = 'default',
): Account => ({
  provider: listing,
  name,
  mode: 'test',
  settings: {
    webhookSecrets: [],
    bareIntents: 'order',
    connectedAccounts: settings['merchants'] ?? [],
    apiUrl,
    apiKey: 'test_key',
    ...settings,
  },
});
