import type { CanonicalEvent } from '@payspool/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../projection/src/index.ts';
import { settingsFromEnv } from './accounts/settings-from-env.ts';
import {
  type ApiAccess,
  type Normalised,
  type Observation,
  observationKey,
  type OutboundFetch,
  readObservation,
  type SubjectRef,
} from './contract/index.ts';
import { providers } from './registry.ts';
import { simulatorOf } from './simulator/index.ts';

// Whatever of a purchase was delivered, was read as an event, or was lost and is only seen in the objects of the API: the rows are those of the
// whole history, except for times. The order of arrival changes no row, as the order proof shows for every history.

const STARTS_AT = new Date('2026-03-04T10:00:00.000Z');
const DAY_MS = 86_400_000;
const SPAN_DAYS = 25;

type History = Parameters<typeof fold>[0];

const readable = providers.filter(
  (provider) => provider.reads?.objects && simulatorOf(provider).createReading,
);
const stories = readable.flatMap((provider) => {
  const { scenarios, createCredentials } = simulatorOf(provider);
  return Object.entries(scenarios).map(([name, play]) => ({
    name: `${provider.slug} ${name}`,
    provider,
    createCredentials,
    deliveries: play({ uid: 'abcdef012345', startsAt: STARTS_AT }).deliveries,
  }));
});

/** Every split of a few deliveries, and some splits of many, the same in every run. */
function splitsOf(count: number): number[] {
  const all = 2 ** count;
  if (all <= MOST_SPLITS) return Array.from({ length: all }, (_, split) => split);
  return fc.sample(fc.integer({ min: 0, max: all - 1 }), { numRuns: MOST_SPLITS, seed: SEED });
}
const MOST_SPLITS = 256;
const SEED = Number(process.env['FC_SEED'] ?? 20_260_131);

const subjectsIn = ({ orders, payments, subscriptions }: ReturnType<typeof fold>): SubjectRef[] => [
  ...orders.map(({ orderRef: ref }) => ({ kind: 'order' as const, ref })),
  ...payments.map(({ paymentRef: ref }) => ({ kind: 'payment' as const, ref })),
  ...subscriptions.map(({ subscriptionRef: ref }) => ({ kind: 'subscription' as const, ref })),
];

const recorded = (eventKey: string, meaning: Normalised): History =>
  meaning.outcome === 'events'
    ? meaning.events.map((event: CanonicalEvent, index) => ({ eventKey, index, event }))
    : [];

const rowsText = (history: History): string =>
  JSON.stringify(rowsOf(history), (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value), 1);

/** The rows without what only the event itself can show: exact times, and the provider's own word for a step. */
const rowsOf = (history: History) => {
  const { orders, payments, refunds, disputes, subscriptions } = fold(history);
  const plain = (rows: readonly object[]): Readonly<Record<string, unknown>>[] =>
    rows.map((row) => ({ ...row, providerStatus: null, occurredAt: null, createdAt: null, updatedAt: null }));
  return {
    orders: plain(orders),
    payments: plain(payments),
    refunds: plain(refunds.toSorted((a, b) => (a.refundRef < b.refundRef ? -1 : 1))),
    disputes: plain(disputes),
    subscriptions: plain(subscriptions).map((row) => ({
      ...row,
      canceledAt: null,
      validUntil: null,
      currentPeriodStart: null,
      paidPeriodStart: null,
    })),
  };
};

/**
 * What the API does not show any more, so that one event must be known: the period of PayPal's subscription, once it is canceled
 * (`next_billing_time` of its API description).
 */
const NEEDED: Readonly<Record<string, string>> = {
  'paypal cancellation': 'BILLING.SUBSCRIPTION.ACTIVATED',
};

describe.each(stories)('$name', ({ name, provider, createCredentials, deliveries }) => {
  /** The API after all of it has happened. */
  async function open() {
    const last = Math.max(...deliveries.map(({ occurredAt }) => occurredAt.getTime()));
    const now = () => new Date(last + DAY_MS);
    const reading = simulatorOf(provider).createReading?.({ now });
    if (!reading || !provider.reads) throw new Error('its API cannot be read');
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
    const { env } = await createCredentials({ now: now() });
    const settings: Readonly<Record<string, unknown>> = settingsFromEnv(
      provider,
      Object.assign({}, env, reading.env('http://api.test')),
    );
    const access: ApiAccess<typeof settings> = {
      settings,
      mode: 'test',
      io: { fetch, now },
      takeCall: () => Promise.resolve(),
    };
    const spans: { from: Date; to: Date }[] = [];
    for (let from = STARTS_AT.getTime() - DAY_MS; from < now().getTime(); from += SPAN_DAYS * DAY_MS)
      spans.push({
        from: new Date(from),
        to: new Date(Math.min(from + SPAN_DAYS * DAY_MS, now().getTime())),
      });
    return { access, spans, reads: provider.reads, settings };
  }

  async function pages<Item>(
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

  type Open = Awaited<ReturnType<typeof open>>;
  const read = (
    object: Observation,
    {
      objects,
      settings,
    }: Pick<Open, 'settings'> & { readonly objects: NonNullable<Open['reads']['objects']> },
  ): History => {
    const meaning = objects.normalise({ body: object.body, headers: {} }, settings);
    const { askedAt } = readObservation(object.body);
    const facts = meaning.outcome === 'events' ? meaning.events : [];
    return recorded(observationKey(object, facts, askedAt), meaning);
  };
  async function observeOne(
    object: { readonly kind: string; readonly id: string },
    { access, reads: { objects }, settings }: Open,
  ): Promise<History> {
    const answer = await objects?.get(object, access);
    return answer === undefined || answer === 'gone' || !objects ? [] : read(answer, { objects, settings });
  }

  async function observe({ access, spans, reads: { objects }, settings }: Open) {
    if (!objects) return [];
    const history: History[number][] = [];
    for (const kind of objects.listed)
      for (const span of spans)
        for (const object of await pages(
          async (page) => (await objects.list?.({ kind, span, page }, access)) ?? { items: [] },
        )) {
          history.push(...read(object, { objects, settings }));
        }
    return history;
  }

  it('has the rows of its whole history for every split into known and lost events', async () => {
    const api = await open();
    const observed = await observe(api);
    const delivered = deliveries.map(({ body }) =>
      recorded(
        provider.identify({ headers: {}, body }).eventKey,
        provider.normalise({ body, headers: {} }, api.settings),
      ),
    );
    const { events } = api.reads;
    if (events) {
      const listed = new Map<string, History>();
      for (const span of api.spans)
        for (const { eventKey, body } of await pages((page) => events.list(span, page, api.access)))
          listed.set(eventKey, recorded(eventKey, provider.normalise({ body, headers: {} }, api.settings)));
      // So an event that is read from the list is the same as one that was delivered.
      for (const facts of delivered)
        for (const { eventKey } of facts.slice(0, 1)) expect(listed.get(eventKey)).toEqual(facts);
    }
    const whole = rowsText(delivered.flat());
    const asked = new Map<string, History>();
    const ask = async (history: History): Promise<History> => {
      const answers: History[number][] = [];
      for (const object of subjectsIn(fold(history)).flatMap(
        (subject) => api.reads.objects?.about(subject) ?? [],
      )) {
        const key = `${object.kind} ${object.id}`;
        const known = asked.get(key) ?? (await observeOne(object, api));
        asked.set(key, known);
        answers.push(...known);
      }
      return answers;
    };
    const needed = deliveries.findIndex(({ type }) => type === NEEDED[name]);
    for (const split of splitsOf(deliveries.length)) {
      if (needed >= 0 && !(split & (1 << needed))) continue;
      const known = delivered.flatMap((facts, place) => (split & (1 << place) ? facts : []));
      const history = [...observed, ...known];
      // As a follow-up does: what a row of ours names is asked for by its id.
      const text = rowsText([...history, ...(await ask(history))]);
      if (text !== whole) expect(text, `split ${split.toString(2)}`).toBe(whole);
    }
  });
});
