import { byVersion } from '@payspool/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { providers, type SubjectRef, UnavailableError } from '../../../providers/src/index.ts';
import { simulatorOf } from '../../../providers/src/simulator/index.ts';
import { fold, type Rows } from '../../src/index.ts';
import { foldFresh, foldOn, type Stored, textOf } from './fold-on.ts';
import { openProviderApi, type ProviderApi, type Unit } from './provider-api.ts';
import { createRandom } from './random.ts';

// Some events of a purchase were delivered, some were read from the list of events, and some were lost, so that only the objects of the
// API show them. The rows are those of the whole history, except for times, in every order of arrival.

const STARTS_AT = new Date('2026-03-04T10:00:00.000Z');
const DAY_MS = 86_400_000;
const SINCE = new Date(STARTS_AT.getTime() - DAY_MS);
/** Of more splits than this, so many are chosen, the same in every run. */
const MOST_SPLITS = 256;
/** Random splits, each with random times at which the API was read before, in a random order. */
const ORDERS = byVersion({ short: 40, long: 500 });
const SEED = Number(process.env['FC_SEED'] ?? 20_260_131);

const readable = providers.filter(
  (provider) => provider.reads?.objects && simulatorOf(provider).createReading,
);
const stories = readable.flatMap((provider) =>
  Object.entries(simulatorOf(provider).scenarios).map(([name, play]) => ({
    name: `${provider.slug} ${name}`,
    provider,
    deliveries: play({ uid: 'abcdef012345', startsAt: STARTS_AT }).deliveries,
  })),
);

/**
 * What the API does not show any more, so that one event must be known: the period of PayPal's subscription, once it is canceled
 * (`next_billing_time` of its API description).
 */
const NEEDED: Readonly<Record<string, string>> = {
  'paypal cancellation': 'BILLING.SUBSCRIPTION.ACTIVATED',
};

const counts = { stories: stories.length, splits: 0, orders: 0, arrivals: 0, observations: 0 };
afterAll(() => console.log(`reading from the API: ${JSON.stringify(counts)}`));

describe.each(stories)('$name', ({ name, provider, deliveries }) => {
  const times = deliveries.map(({ occurredAt }) => occurredAt.getTime());
  const needed = deliveries.findIndex(({ type }) => type === NEEDED[name]);
  /** The API a day after everything has happened. */
  const opened = openProviderApi(provider, {
    deliveries,
    since: SINCE,
    now: new Date(Math.max(...times) + DAY_MS),
  });

  /** The objects as they were between a delivery and the next one. */
  async function observedAfter(count: number): Promise<readonly Unit[]> {
    const [before = 0, next = before] = times.toSorted((a, b) => a - b).slice(count - 1, count + 1);
    const happened = deliveries.filter(({ occurredAt }) => occurredAt.getTime() <= before).slice(0, count);
    const api = await openProviderApi(provider, {
      deliveries: happened,
      since: SINCE,
      now: new Date((before + next) / 2),
    });
    // Some lists do not show what is new. A follow-up asks by id.
    const listed = await api.observe().catch((error: unknown) => {
      if (error instanceof UnavailableError) return [];
      throw error;
    });
    return [...listed, ...(await createFollowUp(api, provider)(happened.flatMap(api.read)))];
  }

  it('has the rows of its whole history for every split into known and lost events', async () => {
    const api = await opened;
    const observed = await api.observe();
    const delivered = deliveries.map(api.read);
    const listed = await api.listEvents?.();
    // So an event that is read from the list is the same as one that was delivered.
    if (listed)
      for (const unit of delivered)
        for (const { eventKey } of unit.slice(0, 1)) expect(listed.get(eventKey)).toEqual(unit);
    const whole = rowsOf(fold(delivered.flat()));
    const askAbout = createFollowUp(api, provider);
    for (const split of splitsOf(deliveries.length)) {
      if (needed >= 0 && !hasPlace(split, needed)) continue;
      const history = [...observed, ...delivered.filter((_, place) => hasPlace(split, place))].flat();
      const rows = rowsOf(fold([...history, ...(await askAbout(history)).flat()]));
      if (rows !== whole) expect(rows, `split ${split.toString(2)}`).toBe(whole);
      counts.splits += 1;
    }
  });

  it('has them in every order, also if the API was read before', async () => {
    const api = await opened;
    const delivered = deliveries.map(api.read);
    const whole = rowsOf(fold(delivered.flat()));
    const askAbout = createFollowUp(api, provider);
    const atEnd = await api.observe();
    const before = await Promise.all(deliveries.slice(1).map((_, place) => observedAfter(place + 1)));
    const random = createRandom(SEED);
    for (let run = 0; run < ORDERS; run += 1) {
      const known = delivered.filter((_, place) => place === needed || random(2) === 0);
      const observed = [...before.filter(() => random(3) === 0), atEnd].flat();
      const units = distinct([...known, ...observed]);
      const asked = await askAbout(units.flat());
      const rest = distinct([...units, ...asked]);
      counts.arrivals += rest.length;
      const arrivals: Unit[] = [];
      let stored: Stored | undefined;
      while (rest.length > 0) {
        const [next = []] = rest.splice(random(rest.length), 1);
        stored = foldOn(stored, arrivals.flat(), next);
        arrivals.push(next);
      }
      const said = () => `run ${run}: ${arrivals.map((unit) => unit[0]?.eventKey ?? '-').join(' ')}`;
      const fresh = foldFresh(arrivals.flat());
      if (stored && textOf(stored) !== textOf(fresh)) expect(textOf(stored), said()).toBe(textOf(fresh));
      const rows = rowsOf(fresh.rows);
      if (rows !== whole) expect(rows, said()).toBe(whole);
      counts.orders += 1;
      counts.observations += arrivals.length - known.length;
    }
  });
});

/** Asks the API for each object that rows of a history name, as a follow-up does. */
function createFollowUp(api: ProviderApi, { reads }: (typeof readable)[number]) {
  const answers = new Map<string, Unit>();
  return async (history: Unit): Promise<readonly Unit[]> => {
    const found: Unit[] = [];
    for (const object of subjectsIn(fold(history)).flatMap(
      (subject) => reads?.objects?.about(subject) ?? [],
    )) {
      const key = `${object.kind} ${object.id}`;
      const answer = answers.get(key) ?? (await api.observeOne(object));
      answers.set(key, answer);
      found.push(answer);
    }
    return found;
  };
}

const subjectsIn = ({ orders, payments, subscriptions }: Rows): SubjectRef[] => [
  ...orders.map(({ orderRef: ref }) => ({ kind: 'order' as const, ref })),
  ...payments.map(({ paymentRef: ref }) => ({ kind: 'payment' as const, ref })),
  ...subscriptions.map(({ subscriptionRef: ref }) => ({ kind: 'subscription' as const, ref })),
];

/** Each key once, as the store keeps it, without what means nothing. */
const distinct = (units: readonly Unit[]): Unit[] => [
  ...new Map(units.flatMap((unit) => (unit[0] ? [[unit[0].eventKey, unit] as const] : []))).values(),
];

const hasPlace = (split: number, place: number): boolean => Math.floor(split / 2 ** place) % 2 === 1;

/** Every split of a few deliveries, and some of many. */
function splitsOf(count: number): number[] {
  const all = 2 ** count;
  if (all <= MOST_SPLITS) return Array.from({ length: all }, (_, split) => split);
  const random = createRandom(SEED);
  return Array.from({ length: MOST_SPLITS }, () => random(all));
}

/** The rows as text, without what only the event itself can show: exact times, and the provider's own word for a step. */
function rowsOf({ orders, payments, refunds, disputes, subscriptions }: Rows): string {
  const plain = (rows: readonly object[]): Readonly<Record<string, unknown>>[] =>
    rows.map((row) => ({ ...row, providerStatus: null, occurredAt: null, createdAt: null, updatedAt: null }));
  const rows = {
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
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value), 1);
}
