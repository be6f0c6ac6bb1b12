import type { CanonicalEvent } from '@payspool/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../../projection/src/index.ts';
import { UnusableEventError } from '../../contract/errors.ts';
import { observationKey, readObservation } from '../../contract/observation.ts';
import type { Normalised } from '../../contract/provider.ts';
import type { Observation } from '../../contract/provider-reads.ts';
import { identify } from '../identify.ts';
import { normalise } from '../normalise.ts';
import { simulator } from '../simulator/index.ts';
import { events } from './events.ts';
import { objects } from './objects.ts';
import { allOf, startPaypal } from './paypal-under-test.ts';

const startsAt = new Date('2026-03-04T10:00:00Z');
const SPAN = { from: startsAt, to: new Date('2026-03-05T00:00:00Z') };
const scenarios = Object.entries(simulator.scenarios).map(([name, play]) => ({
  name,
  ...play({ uid: 'abcdef012345', startsAt }),
}));

type Recorded = Parameters<typeof fold>[0];
type Started = Awaited<ReturnType<typeof startPaypal>>;

/** As the worker records it. */
const recorded = (eventKey: string, meaning: Normalised): Recorded =>
  meaning.outcome === 'events'
    ? meaning.events.map((event: CanonicalEvent, index) => ({ eventKey, index, event }))
    : [];

const delivered = (body: Buffer): Recorded =>
  recorded(identify({ body }).eventKey, normalise({ body, headers: {} }, { merchantId: [] }));

function observed(observation: Observation, { access }: Started): Recorded {
  const meaning = objects.normalise({ body: observation.body, headers: {} }, access.settings);
  const { askedAt } = readObservation(observation.body);
  return recorded(
    observationKey(observation, meaning.outcome === 'events' ? meaning.events : [], askedAt),
    meaning,
  );
}

async function listed({ access }: Started): Promise<Observation[]> {
  const found: Observation[] = [];
  for (const kind of objects.listed) {
    const { items } = await allOf(
      async (page) => (await objects.list?.({ kind, span: SPAN, page }, access)) ?? { items: [] },
    );
    found.push(...items);
  }
  return found;
}

/** What the lists show, and the orders and payments that rows of ours name. */
async function known(started: Started, rows: ReturnType<typeof fold>): Promise<Recorded> {
  const subjects = [
    ...rows.orders.map(({ orderRef: ref }) => ({ kind: 'order' as const, ref })),
    ...rows.payments.map(({ paymentRef: ref }) => ({ kind: 'payment' as const, ref })),
  ];
  const asked = await Promise.all(
    subjects.flatMap(objects.about).map((object) => objects.get(object, started.access)),
  );
  const found = asked.flatMap((observation) => (observation === 'gone' ? [] : [observation]));
  return [...(await listed(started)), ...found].flatMap((observation) => observed(observation, started));
}

async function startWith(deliveries: (typeof scenarios)[number]['deliveries']): Promise<Started> {
  const started = await startPaypal();
  started.api.withDeliveries(deliveries);
  return started;
}

const without = (row: object, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

describe.each(scenarios)('the scenario $name', ({ deliveries, expected }) => {
  it('is known by the lists of objects alone', async () => {
    const started = await startWith(deliveries);
    const found = await listed(started);
    expect(fold(found.flatMap((each) => observed(each, started)))).toMatchObject(expected);
  });

  it('is known by its objects and all events but any one of them', async () => {
    const started = await startWith(deliveries);
    const inTurn = deliveries.map(({ body }) => delivered(body));
    const objectsOfAll = await known(started, fold(inTurn.flat()));
    for (const withheld of inTurn.keys())
      expect(fold([...objectsOfAll, ...inTurn.toSpliced(withheld, 1).flat()])).toMatchObject(expected);
  });

  it('is known by the events in the list', async () => {
    const started = await startWith(deliveries);
    const { items } = await allOf((page) => events.list(SPAN, page, started.access));
    expect(fold(items.flatMap(({ body }) => delivered(body)))).toMatchObject(expected);
  });

  it('has the same rows if its objects are read beside all of its events, except for times and the status of the order', async () => {
    const started = await startWith(deliveries);
    const all = deliveries.flatMap(({ body }) => delivered(body));
    const rowsOf = (history: Recorded) => {
      const { orders, payments, refunds, disputes, subscriptions } = fold(history);
      return {
        // No event of these scenarios reports that an order is completed; its object does.
        orders: orders.map((row) => without(row, 'updatedAt', 'providerStatus')),
        payments: payments.map((row) => without(row, 'occurredAt')),
        refunds: refunds.map((row) => without(row, 'occurredAt')),
        disputes: disputes.map((row) => without(row, 'occurredAt')),
        subscriptions: subscriptions.map((row) => without(row, 'updatedAt', 'currentPeriodStart')),
      };
    };
    expect(rowsOf([...all, ...(await known(started, fold(all)))])).toEqual(rowsOf(all));
  });
});

describe('observed objects', () => {
  it('cause at most an UnusableEventError if any of their fields is replaced', async () => {
    const started = await startWith(scenarios.flatMap(({ deliveries }) => deliveries));
    const order = await objects.get({ kind: 'order', id: 'abcdef012345ORDER' }, started.access);
    const all = [...(await listed(started)), ...(order === 'gone' ? [] : [order])];
    const bodies = all.map(({ body }) => body.toString());
    expect(bodies.length).toBeGreaterThan(5);
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('\u0000', '\ud800', '__proto__', 'x'.repeat(300), 1e308),
    );
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.nat(), odd, (text, position, value) => {
        const fields: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
        const body: unknown = JSON.parse(text, function (key, held) {
          fields.push({ holder: this as Record<string, unknown>, key });
          return held as unknown;
        });
        const chosen = fields[position % fields.length];
        if (chosen) chosen.holder[chosen.key] = value;
        try {
          objects.normalise(
            { body: Buffer.from(JSON.stringify(body)), headers: {} },
            started.access.settings,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(UnusableEventError);
        }
      }),
      { numRuns: 400 },
    );
  });
});
