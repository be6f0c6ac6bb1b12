import type { CanonicalEvent } from '@payspool/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../../projection/src/index.ts';
import {
  type Normalised,
  observationKey,
  readObservation,
  type Span,
  UnusableEventError,
} from '../../contract/index.ts';
import { identify } from '../identify.ts';
import { normalise } from '../normalise.ts';
import { simulator } from '../simulator/index.ts';
import { NOW, openApi, readAll, START } from './api-under-test.ts';
import { events } from './events.ts';
import { objects } from './objects.ts';

const SPAN: Span = { from: START, to: NOW };
const scenarios = Object.entries(simulator.scenarios).map(([name, play]) => ({
  name,
  ...play({ uid: 'scenario', startsAt: START }),
}));

type Recorded = Parameters<typeof fold>[0];

/** As the worker records it. An object without a meaning has no events. */
const recorded = (eventKey: string, meaning: Normalised): Recorded =>
  meaning.outcome === 'events'
    ? meaning.events.map((event: CanonicalEvent, index) => ({ eventKey, index, event }))
    : [];

type Api = Awaited<ReturnType<typeof openApi>>;
const delivered = (body: Buffer, { access }: Api): Recorded =>
  recorded(identify({ body }).eventKey, normalise({ body, headers: {} }, access.settings));

/** The events of all objects, as lists or one by one. */
async function observe({ access }: Api, how: 'list' | 'get'): Promise<Recorded> {
  const all: Recorded[number][] = [];
  for (const kind of objects.listed) {
    const { items } = await readAll(
      async (page) => (await objects.list?.({ kind, span: SPAN, page }, access)) ?? { items: [] },
    );
    for (const item of items) {
      const found = how === 'list' ? item : await objects.get(item, access);
      if (found === 'gone') continue;
      const meaning = objects.normalise({ body: found.body, headers: {} }, access.settings);
      const { askedAt } = readObservation(found.body);
      const key = observationKey(found, meaning.outcome === 'events' ? meaning.events : [], askedAt);
      all.push(...recorded(key, meaning));
    }
  }
  return all;
}

describe.each(scenarios)('the scenario $name', ({ deliveries, expected }) => {
  it.each(['list', 'get'] as const)(
    'is known by its objects alone, or by them and any of its events: %s',
    async (how) => {
      const api = await openApi();
      api.fake.account.withDeliveries(deliveries);
      const observed = await observe(api, how);
      expect(fold(observed)).toMatchObject(expected);
      const inTurn = deliveries.map(({ body }) => delivered(body, api));
      for (const withheld of inTurn.keys())
        expect(fold([...observed, ...inTurn.toSpliced(withheld, 1).flat()])).toMatchObject(expected);
    },
  );

  it('has the same rows if its objects are read beside all of its events, except for times', async () => {
    const api = await openApi();
    api.fake.account.withDeliveries(deliveries);
    const all = deliveries.flatMap(({ body }) => delivered(body, api));
    const rowsOf = (history: Recorded) => {
      const { orders, payments, refunds, disputes, subscriptions } = fold(history);
      return {
        payments,
        disputes,
        orders: orders.map((row) => ({ ...row, updatedAt: null })),
        subscriptions: subscriptions.map((row) => ({ ...row, updatedAt: null })),
        // The simulator's refunds are reported some seconds after they were made.
        refunds: refunds.map((row) => ({ ...row, occurredAt: null })),
      };
    };
    expect(rowsOf([...all, ...(await observe(api, 'list'))])).toEqual(rowsOf(all));
  });

  it.each([undefined, 'legacy', 'current'] as const)(
    'is known by the events in the list of an account of the generation %s',
    async (generation) => {
      const api = await openApi(generation && { generation });
      api.fake.account.withDeliveries(deliveries);
      const { items } = await readAll((page) => events.list(SPAN, page, api.access));
      expect(fold(items.flatMap(({ body }) => delivered(body, api)))).toMatchObject(expected);
    },
  );
});

describe('observed objects', () => {
  it('cause at most an UnusableEventError if any of their fields is replaced', async () => {
    const api = await openApi();
    for (const { deliveries } of scenarios) api.fake.account.withDeliveries(deliveries);
    const bodies: string[] = [];
    for (const kind of objects.listed) {
      const page = await objects.list?.({ kind, span: SPAN, page: undefined }, api.access);
      bodies.push(...(page?.items ?? []).map(({ body }) => body.toString('utf8')));
    }
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('\u0000', '\ud800', '__proto__', 'x'.repeat(300), 1e308),
    );
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.nat(), odd, (text, position, value) => {
        const fields: { holder: Record<string, unknown>; key: string }[] = [];
        const body: unknown = JSON.parse(text, function (key, held) {
          fields.push({ holder: this as Record<string, unknown>, key });
          return held as unknown;
        });
        const chosen = fields[position % fields.length];
        if (chosen) chosen.holder[chosen.key] = value;
        try {
          objects.normalise({ body: Buffer.from(JSON.stringify(body)), headers: {} }, api.access.settings);
        } catch (error) {
          expect(error).toBeInstanceOf(UnusableEventError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
