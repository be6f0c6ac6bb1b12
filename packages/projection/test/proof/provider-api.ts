import {
  type ApiAccess,
  type Normalised,
  type Observation,
  observationKey,
  type OutboundFetch,
  type Provider,
  readObservation,
  settingsFromEnv,
} from '../../../providers/src/index.ts';
import { simulatorOf } from '../../../providers/src/simulator/index.ts';
import type { SimulatedDelivery } from '../../../providers/src/simulator/contract.ts';
import type { RecordedEvent } from '../../src/index.ts';

/** Recorded together under one key, as one delivery or one observation. Empty if it means nothing to us. */
export type Unit = readonly RecordedEvent[];

/** The API of a provider at one time. */
export interface ProviderApi {
  /** The provider's own events by their keys; absent if it does not list them. */
  readonly listEvents?: () => Promise<ReadonlyMap<string, Unit>>;
  /** All objects that are listed. */
  readonly observe: () => Promise<readonly Unit[]>;
  /** One object by its id. */
  readonly observeOne: (object: { readonly kind: string; readonly id: string }) => Promise<Unit>;
  /** What a delivery means to the account. */
  readonly read: (delivery: Pick<SimulatedDelivery, 'body'>) => Unit;
}

const SPAN_MS = 25 * 86_400_000;

/** The API of the provider's simulator at `now`, after these deliveries, read from `since`. */
export async function openProviderApi(
  provider: Provider,
  {
    deliveries,
    since,
    now,
  }: { readonly deliveries: readonly SimulatedDelivery[]; readonly since: Date; readonly now: Date },
): Promise<ProviderApi> {
  const simulator = simulatorOf(provider);
  const reading = simulator.createReading?.({ now: () => now });
  const { objects, events } = provider.reads ?? {};
  if (!reading || !objects) throw new Error(`the API of ${provider.slug} cannot be read`);
  reading.add(deliveries);
  const fetch: OutboundFetch = async ({ method, url, headers = {}, body = '' }) => {
    const answer = reading.api.answer({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: { host: url.host, ...(headers as Record<string, string>) },
      body: String(body),
    });
    return { status: answer.status, headers: answer.headers ?? {}, body: Buffer.from(answer.body) };
  };
  const { env } = await simulator.createCredentials({ now });
  const settings: Readonly<Record<string, unknown>> = settingsFromEnv(
    provider,
    Object.assign({}, env, reading.env('http://api.test')),
  );
  const access: ApiAccess<typeof settings> = {
    settings,
    mode: 'test',
    io: { fetch, now: () => now },
    takeCall: () => Promise.resolve(),
  };
  const spans = spansUntil(now, since);

  const read = (delivery: Pick<SimulatedDelivery, 'body'>): Unit =>
    recorded(
      provider.identify({ headers: {}, body: delivery.body }).eventKey,
      provider.normalise({ body: delivery.body, headers: {} }, settings),
    );
  const readObject = (object: Observation): Unit => {
    const meaning = objects.normalise({ body: object.body, headers: {} }, settings);
    const { askedAt } = readObservation(object.body);
    const facts = meaning.outcome === 'events' ? meaning.events : [];
    return recorded(observationKey(object, facts, askedAt), meaning);
  };

  return {
    ...(events && {
      listEvents: async () => {
        const listed = new Map<string, Unit>();
        for (const span of spans)
          for (const { eventKey, body } of await allPages((page) => events.list(span, page, access)))
            listed.set(eventKey, recorded(eventKey, provider.normalise({ body, headers: {} }, settings)));
        return listed;
      },
    }),
    observe: async () => {
      const found: Unit[] = [];
      for (const kind of objects.listed)
        for (const span of spans) {
          const listed = await allPages(
            async (page) => (await objects.list?.({ kind, span, page }, access)) ?? { items: [] },
          );
          found.push(...listed.map(readObject));
        }
      return found;
    },
    observeOne: async (object) => {
      const answer = await objects.get(object, access);
      return answer === 'gone' ? [] : readObject(answer);
    },
    read,
  };
}

const recorded = (eventKey: string, meaning: Normalised): Unit =>
  meaning.outcome === 'events' ? meaning.events.map((event, index) => ({ eventKey, index, event })) : [];

function spansUntil(now: Date, since: Date): { readonly from: Date; readonly to: Date }[] {
  const spans: { readonly from: Date; readonly to: Date }[] = [];
  for (let from = since.getTime(); from < now.getTime(); from += SPAN_MS)
    spans.push({ from: new Date(from), to: new Date(Math.min(from + SPAN_MS, now.getTime())) });
  return spans;
}

async function allPages<Item>(
  list: (
    page: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>,
): Promise<Item[]> {
  const found: Item[] = [];
  let page: string | undefined;
  do {
    const { items, next } = await list(page);
    found.push(...items);
    page = next;
  } while (page !== undefined);
  return found;
}
